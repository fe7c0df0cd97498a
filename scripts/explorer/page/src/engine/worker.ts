// A worker with an engine of its own. The first message is the compiled
// module; every other one is a question, answered under its number.
import { openEngine, type Engine } from "../../../wasm/engine.mjs";

export interface Question {
  id: number;
  request: object;
  parts: Uint8Array[];
}

export type Told =
  | { id: number; answer: unknown; part: Uint8Array | null; memory: number }
  | { id: number; died: string };

let engine: Promise<Engine> | null = null;

async function answer({ id, request, parts }: Question): Promise<void> {
  try {
    if (!engine) throw new Error("asked before the engine came");
    const opened = await engine;
    const told = opened.ask(request, parts);
    const message: Told = { id, ...told, memory: opened.memory() };
    postMessage(message, { transfer: told.part ? [told.part.buffer] : [] });
  } catch (error) {
    const message: Told = { id, died: String(error) };
    postMessage(message);
  }
}

onmessage = (event: MessageEvent<WebAssembly.Module | Question>) => {
  if (event.data instanceof WebAssembly.Module) {
    engine = openEngine(event.data);
    engine.catch(() => {});  // told when the first question comes
  } else {
    void answer(event.data);
  }
};
