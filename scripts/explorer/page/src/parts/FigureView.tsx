// A figure on the page, with its numbers and its files.
import { useSignal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { type Figure, csvOf } from "../figures/figure";
import { download, savePng, saveSvg } from "../figures/export";
import { ink } from "../figures/ink";
import { checked, trouble } from "../state/design";
import { TableView } from "./TableView";

export const fileName = (id: string, ending: string): string =>
  `${(checked.value?.name ?? "trial").replace(/[^\w.-]+/g, "-")}-${id}.${ending}`;

export function FigureView({ figure }: { figure: Figure }) {
  const place = useRef<HTMLDivElement>(null);
  const width = useSignal(0);
  useEffect(() => {
    if (!place.current) return undefined;
    const watch = new ResizeObserver(([entry]) => {
      width.value = Math.floor(entry?.contentRect.width ?? 0);
    });
    watch.observe(place.current);
    return () => watch.disconnect();
  }, []);
  const colours = ink.value;
  useLayoutEffect(() => {
    if (!place.current || width.value < 120) return;
    const drawn = figure.draw(width.value, colours);
    drawn.setAttribute("role", "img");
    drawn.setAttribute("aria-label", `${figure.title}. ${figure.summary}`);
    place.current.replaceChildren(drawn);
  }, [figure, width.value, colours]);
  return (
    <figure class="card" id={`figure-${figure.id}`}>
      <figcaption><h3>{figure.title}</h3></figcaption>
      <div class="drawing" ref={place} />
      <p class="note">{figure.note}</p>
      <Files figure={figure} />
    </figure>
  );
}

function Files({ figure }: { figure: Figure }) {
  const open = useSignal(false);
  const what = (kind: string) => `${kind} of: ${figure.title}`;
  const png = () => savePng(figure, fileName(figure.id, "png"))
    .catch((error: unknown) => { trouble.value = String(error); });
  return (
    <>
      <div class="files">
        <button type="button" aria-label={what("SVG")}
          onClick={() => saveSvg(figure, fileName(figure.id, "svg"))}>SVG</button>
        <button type="button" aria-label={what("PNG")} onClick={png}>PNG</button>
        <button type="button" aria-label={what("CSV")}
          onClick={() => download(fileName(figure.id, "csv"),
                                  csvOf(figure.table), "text/csv")}>CSV</button>
        <button type="button" aria-expanded={open.value}
          aria-label={what("Numbers")}
          onClick={() => { open.value = !open.value; }}>Numbers</button>
      </div>
      {open.value &&
        <TableView table={figure.table} name={figure.title} />}
    </>
  );
}
