import { DomainTile } from './domain-tile';
import type { MapRack } from './prepare-map';

/** A host's domains as tiles, in its panel where the map is folded. */
export function RackTiles({ rack: { host, tiles } }: { rack: MapRack }) {
  if (tiles.length === 0) return null;
  return (
    <ul aria-label={`Domains on ${host.name}`} className="flex flex-wrap gap-1">
      {tiles.map((tile) => (
        <li key={`${tile.domain.id} ${tile.role}`} className="max-w-full">
          <DomainTile tile={tile} hostName={host.name} focusable={tile.role === 'home'} selected={false} />
        </li>
      ))}
    </ul>
  );
}
