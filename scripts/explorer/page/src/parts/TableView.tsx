// A table that scrolls by itself where the page is narrow.
import type { Cell, Table } from "../figures/figure";
import { csvOf } from "../figures/figure";
import { download } from "../figures/export";
import { fileName } from "./FigureView";

const shown = (cell: Cell): string => {
  if (cell === null) return "–";
  if (typeof cell === "string" || Number.isInteger(cell)) return String(cell);
  return Number(cell.toPrecision(5)).toString();
};

// Also written ones, with their digits: they stand one below the other.
const numberLike = /^[-−+]?\d[\d.,]*$/;

interface Props {
  table: Table;
  name: string;
  id?: string;  // with it: the table as a file
}

export function TableView({ table, name, id }: Props) {
  const numeric = table.head.map((_, i) =>
    i > 0 && table.rows.some((row) => numberLike.test(String(row[i]))));
  return (
    <div class="tabled">
      <div class="scroll" tabIndex={0} role="region" aria-label={name}>
        <table>
          <thead><tr>{table.head.map((cell, i) =>
            <th key={i} scope="col" class={numeric[i] ? "number" : ""}>{cell}</th>)}
          </tr></thead>
          <tbody>{table.rows.map((row, r) =>
            <tr key={r}>{row.map((cell, i) => i === 0
              ? <th key={i} scope="row" class={numeric[i] ? "number" : ""}>{shown(cell)}</th>
              : <td key={i} class={numeric[i] ? "number" : ""}>{shown(cell)}</td>)}
            </tr>)}
          </tbody>
        </table>
      </div>
      {id && <div class="files">
        <button type="button" aria-label={`CSV of: ${name}`}
          onClick={() => download(fileName(id, "csv"), csvOf(table), "text/csv")}>
          CSV</button>
      </div>}
    </div>
  );
}
