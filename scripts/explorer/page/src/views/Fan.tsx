// Kaplan–Meier curves of some simulated trials.
import { useComputed, useSignal, useSignalEffect } from "@preact/signals";
import { aside, messageOf, sound } from "../engine/engines";
import type { Config, Simulated } from "../engine/types";
import { fanFigure } from "../figures/fan_figure";
import { Failure } from "../parts/controls";
import { FigureView } from "../parts/FigureView";
import { phase, simulated, simulatedKnown } from "../state/simulation";

const trials = 200;

export function Fan() {
  const found = useSignal<Simulated | null>(null);
  const failure = useSignal("");
  const of = useSignal<Config | null>(null);
  useSignalEffect(() => {
    const asked = simulated.value;
    if (!asked || phase.value === "running" || of.peek() === asked) return;
    of.value = asked;
    found.value = null;
    failure.value = "";
    aside.ask("simulate", { ...asked, first: 0, count: trials })
      .then((reply) => { if (of.peek() === asked) found.value = sound(reply); })
      .catch((error: unknown) => { failure.value = messageOf(error); });
  });
  const endpoint = simulatedKnown.value?.checked.values.find((v) => v.key === "endpoint.name")
    ?.value;
  const figures = useComputed(() => (found.value?.at_risk ?? []).map((risk) =>
    fanFigure(found.value?.curves ?? [], risk,
              typeof endpoint === "string" ? endpoint : "PFS")));
  return (
    <>
      <Failure message={failure.value} />
      <div class="figures">
        {figures.value.map((f) => <FigureView key={f.id} figure={f} />)}
      </div>
    </>
  );
}
