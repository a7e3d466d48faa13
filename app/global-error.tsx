'use client';

/** Only reached when the layout itself fails: no token, font or provider can be counted on. */
export default function GlobalError({ retry }: { error: unknown; retry: () => void }) {
  return (
    <html lang="en">
      <body>
        <main>
          <h1>Gridbox could not draw this page</h1>
          <p>Reload it. If it stays, tell the administrator of the testbed.</p>
          <button type="button" onClick={retry}>
            Try again
          </button>
        </main>
      </body>
    </html>
  );
}
