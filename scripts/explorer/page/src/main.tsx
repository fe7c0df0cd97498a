// The page: design at the left, what follows from it at the right.
import { effect, signal } from "@preact/signals";
import { render } from "preact";
import { Inputs } from "./parts/Inputs";
import { Header } from "./parts/Header";
import { Tabs } from "./parts/Tabs";
import { configOf, linkOf } from "./state/link";
import { setText, start, text, trouble } from "./state/design";
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
      <main data-pane={pane.value}>
        <Inputs />
        <section class="results" aria-label="Results">
          <Tabs label="Results" tabs={views} chosen={now.id}
            choose={(id) => { view.value = id; }} />
          <div role="tabpanel" id={`panel-${now.id}`} class="panel"
            aria-labelledby={`tab-${now.id}`}><now.View /></div>
        </section>
      </main>
    </>
  );
}

async function first(): Promise<void> {
  const linked = await configOf(location.hash).catch(() => null);
  if (linked !== null) setText(linked);
  else startFrom("nct07008976.toml");
}

let writing: ReturnType<typeof setTimeout> | undefined;
effect(() => {  // the link follows the text
  const now = text.value;
  clearTimeout(writing);
  if (now === "") return;
  writing = setTimeout(() => {
    void linkOf(now).then((link) => history.replaceState(null, "", link));
  }, 300);
});
effect(() => {
  document.documentElement.dataset.theme = dark.value ? "dark" : "light";
});
window.addEventListener("hashchange", () => {
  void configOf(location.hash).then((config) => {
    if (config !== null && config !== text.peek()) setText(config);
  });
});

const place = document.getElementById("page");
if (place) render(<Page />, place);
void first();
void start();
