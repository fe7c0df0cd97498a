// Numbers that are looked at first.
export interface Tile {
  name: string;
  value: string;
  more?: string;
  id?: string;
}

export function Tiles({ tiles }: { tiles: Tile[] }) {
  return (
    <dl class="tiles">
      {tiles.map((tile) =>
        <div key={tile.name} id={tile.id ? `tile-${tile.id}` : undefined}>
          <dt>{tile.name}</dt>
          <dd>{tile.value}{tile.more && <small>{tile.more}</small>}</dd>
        </div>)}
    </dl>
  );
}
