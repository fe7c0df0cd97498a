// The page: design at the left, what follows from it at the right.
import { effect, signal } from "@preact/signals";
import { render } from "preact";
import { Inputs, read } from "./parts/Inputs";
import { Header } from "./parts/Header";
import { Tabs } from "./parts/Tabs";
import { configOf, linkOf } from "./state/link";
import {
  config, notice, outdated, same, setText, start, trouble,
} from "./state/design";
import { startFrom } from "./state/starting_points";
import { dark } from "./figures/ink";
import { CompareView } from "./views/CompareView";
import { DesignView } from "./views/DesignView";
import { HeatMapView } from "./views/HeatMapView";
import { ListView } from "./views/ListView";
import { OutView } from "./views/OutView";
import { SimulationView } from "./views/SimulationView";
import { SliderView } from "./views/SliderView";
import "./style.css";

const views = [
  { id: "design", name: "Design", View: DesignView },
  { id: "simulation", name: "Simulation", View: SimulationView },
  { id: "compare", name: "Compare", View: CompareView },
  { id: "slider", name: "Slider", View: SliderView },
  { id: "heat-map", name: "Heat map", View: HeatMapView },
  { id: "list", name: "List", View: ListView },
  { id: "out", name: "Take away", View: OutView },
] as const;

const view = signal<string>("design");
// On a phone one of the two is there at a time.
const pane = signal<"inputs" | "results">("results");

function Page() {
  const now = views.find(({ id }) => id === view.value) ?? views[0];
  return (
    <>
      <Header pane={pane.value} show={(next) => { pane.value = next; }} />
      {trouble.value && <p class="fault trouble" role="alert">{trouble.value}</p>}
      {notice.value && <p class="fault trouble" role="alert">{notice.value}</p>}
      <main data-pane={pane.value}>
        <Inputs />
        <section class="results" aria-label="Results">
          <Tabs label="Results" tabs={views} chosen={now.id}
            choose={(id) => { view.value = id; }} />
          {outdated.value && <p class="stale" id="outdated" role="status">
            What follows by formula is of the design before the last change:
            the text at the left has errors, or is being computed.</p>}
          <div role="tabpanel" id={`panel-${now.id}`} class="panel"
            aria-labelledby={`tab-${now.id}`}><now.View /></div>
        </section>
      </main>
    </>
  );
}

// What the link holds. One that can't be read, as one that a mail has cut,
// changes nothing, and says so.
async function openLink(): Promise<boolean> {
  try {
    const linked = await configOf(location.hash);
    if (linked && !same(linked, config.peek()))
      setText(linked.config, linked.file);
    return linked !== null;
  } catch {
    notice.value = "The link's design can't be read (is the link whole?): " +
      "the design below is another one.";
    return false;
  }
}

async function first(): Promise<void> {
  if (await openLink()) return;
  const said = notice.peek();
  startFrom("nct07008976.toml");
  notice.value = said;
}

let writing: ReturnType<typeof setTimeout> | undefined;
effect(() => {  // the link follows the text
  const now = config.value;
  clearTimeout(writing);
  if (now.config === "") return;
  writing = setTimeout(() => {
    void linkOf(now).then((link) => history.replaceState(null, "", link));
  }, 300);
});
effect(() => {
  document.documentElement.dataset.theme = dark.value ? "dark" : "light";
});
window.addEventListener("hashchange", () => void openLink());
// A file may be dropped anywhere: the browser would open it in the page's place.
window.addEventListener("dragover", (event) => event.preventDefault());
window.addEventListener("drop", (event) => {
  event.preventDefault();
  void read(event.dataTransfer?.files[0]);
});

const place = document.getElementById("page");
if (place) render(<Page />, place);
void first();
void start();
