// What one takes away: the config, the link, and code that gives the same.
import { useSignal, useSignalEffect } from "@preact/signals";
import { front, messageOf, sound } from "../engine/engines";
import type { Commands } from "../engine/types";
import { download } from "../figures/export";
import { Failure } from "../parts/controls";
import { checked, config, file, known, text } from "../state/design";
import { linkOf } from "../state/link";
import { fresh, merged } from "../state/simulation";

export function OutView() {
  const commands = useSignal<Commands | null>(null);
  const failure = useSignal("");
  useSignalEffect(() => {
    if (!known.value) return;
    const replicates = fresh.value ? merged.value?.replicates : undefined;
    front.ask("commands", { ...known.value.config, replicates })
      .then((reply) => { commands.value = sound(reply); failure.value = ""; })
      .catch((error: unknown) => { failure.value = messageOf(error); });
  });
  const now = commands.value;
  return (
    <>
      <section class="card">
        <h3>The design</h3>
        <div class="files">
          <button type="button" onClick={() =>
            download(file.value, text.value, "text/plain")}>
            {/\.json$/i.test(file.value) ? "JSON" : "TOML"}</button>
          <button type="button" onClick={() => download(
            file.value.replace(/(\.(toml|json))?$/i, "-resolved.toml"),
            checked.value?.resolved ?? "", "application/toml")}>
            TOML with all defaults</button>
          <Copy what="link" text={linkNow} />
        </div>
        <p class="note">The link holds the whole config. Config's SHA-256:{" "}
          <code>{checked.value?.config_sha256}</code></p>
      </section>
      <Failure message={failure.value} />
      {now && <>
        <Code title="Command line" code={now.command_line} />
        <Code title="R" code={now.r} />
        <Code title="Python" code={now.python} />
      </>}
    </>
  );
}

// Of the text as it is: the address follows it a little later.
const linkNow = async (): Promise<string> =>
  location.href.replace(/#.*/, "") + await linkOf(config.peek());

function Code({ title, code }: { title: string; code: string }) {
  return (
    <section class="card">
      <h3>{title}</h3>
      <pre tabIndex={0}>{code}</pre>
      <div class="files"><Copy what={title} text={() => Promise.resolve(code)} /></div>
    </section>
  );
}

function Copy({ what, text: of }: { what: string; text(): Promise<string> }) {
  const said = useSignal("");
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(await of());
      said.value = "copied";
    } catch {
      said.value = "this browser does not let the page copy";
    }
  };
  return (
    <>
      <button type="button" onClick={copy}>Copy the {what}</button>
      <span role="status">{said.value}</span>
    </>
  );
}
