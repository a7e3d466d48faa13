/** Saves what is on screen as a file. Nothing leaves the browser. */

/** Twice the CSS pixels: sharp in a document. */
const PNG_SCALE = 2;
/** Presentation that a stylesheet gives to the chart and a file must carry itself. */
const CARRIED = [
  'fill',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'fill-opacity',
  'stroke-opacity',
  'font-family',
  'font-size',
  'opacity',
];

export function saveText(text: string, name: string, type: string): void {
  saveBlob(new Blob([text], { type }), name);
}

export function saveSvg(svg: SVGSVGElement, name: string): void {
  saveText(standalone(svg), `${name}.svg`, 'image/svg+xml');
}

/** @throws Error when the browser cannot draw the picture */
export async function savePng(svg: SVGSVGElement, name: string): Promise<void> {
  const box = svg.getBoundingClientRect();
  const picture = new Image();
  // A data URL: the content security policy lets pictures come from `data:`.
  picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(standalone(svg))}`;
  await picture.decode();
  const canvas = document.createElement('canvas');
  canvas.width = Math.ceil(box.width * PNG_SCALE);
  canvas.height = Math.ceil(box.height * PNG_SCALE);
  canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise<Blob | null>((resolve) => {
    canvas.toBlob(resolve, 'image/png');
  });
  if (blob === null) throw new Error('The browser could not draw the picture; save it as SVG.');
  saveBlob(blob, `${name}.png`);
}

/** A copy with its computed colours written in and the page's surface behind it. */
function standalone(svg: SVGSVGElement): string {
  const copy = svg.cloneNode(true) as SVGSVGElement; // cloneNode of an SVG element is one
  const from = [svg, ...svg.querySelectorAll('*')];
  const to = [copy, ...copy.querySelectorAll('*')];
  for (const [index, element] of from.entries()) {
    const style = getComputedStyle(element);
    for (const property of CARRIED) to[index]?.setAttribute(property, style.getPropertyValue(property));
  }
  const box = svg.getBoundingClientRect();
  copy.setAttribute('width', String(box.width));
  copy.setAttribute('height', String(box.height));
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  const ground = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
  ground.setAttribute('width', '100%');
  ground.setAttribute('height', '100%');
  ground.setAttribute('fill', getComputedStyle(document.body).getPropertyValue('--surface') || 'white');
  copy.prepend(ground);
  return new XMLSerializer().serializeToString(copy);
}

function saveBlob(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
