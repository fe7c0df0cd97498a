// Tabs by the pattern of the ARIA authoring practices: arrows move, one of
// them is in the order of tabbing.
interface Props {
  label: string;
  tabs: readonly { id: string; name: string }[];
  chosen: string;
  choose(id: string): void;
}

const moves: Record<string, number> = { ArrowRight: 1, ArrowLeft: -1 };

export function Tabs({ label, tabs, chosen, choose }: Props) {
  const onKeyDown = (event: KeyboardEvent) => {
    const at = tabs.findIndex(({ id }) => id === chosen);
    const move = moves[event.key];
    const to = event.key === "Home" ? 0
      : event.key === "End" ? tabs.length - 1
      : move === undefined ? -1 : (at + move + tabs.length) % tabs.length;
    const next = tabs[to];
    if (!next) return;
    event.preventDefault();
    choose(next.id);
    document.getElementById(`tab-${next.id}`)?.focus();
  };
  return (
    <div role="tablist" aria-label={label} class="tabs" onKeyDown={onKeyDown}>
      {tabs.map(({ id, name }) =>
        <button key={id} type="button" role="tab" id={`tab-${id}`}
          aria-selected={id === chosen}
          aria-controls={id === chosen ? `panel-${id}` : undefined}
          tabIndex={id === chosen ? 0 : -1} onClick={() => choose(id)}>
          {name}
        </button>)}
    </div>
  );
}
