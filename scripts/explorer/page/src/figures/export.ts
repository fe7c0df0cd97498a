// Figures and texts as files.
import type { Figure } from "./figure";
import { onLight } from "./ink";

const printWidth = 720;  // 7.5 inches
const dotsPerInch = 300;

export function download(name: string, content: BlobPart, type: string): void {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

// On white, with its title, as text that can be searched and edited.
function printed(figure: Figure): { svg: string; width: number;
                                    height: number } {
  const namespace = "http://www.w3.org/2000/svg";
  const drawn = figure.draw(printWidth, onLight);
  const width = Number(drawn.getAttribute("width"));
  const height = Number(drawn.getAttribute("height")) + 30;
  const page = document.createElementNS(namespace, "svg");
  page.setAttribute("xmlns", namespace);
  page.setAttribute("width", String(width));
  page.setAttribute("height", String(height));
  page.setAttribute("viewBox", `0 0 ${width} ${height}`);
  const ground = document.createElementNS(namespace, "rect");
  ground.setAttribute("width", String(width));
  ground.setAttribute("height", String(height));
  ground.setAttribute("fill", onLight.ground);
  const title = document.createElementNS(namespace, "text");
  title.setAttribute("x", "12");
  title.setAttribute("y", "20");
  title.setAttribute("fill", onLight.text);
  title.setAttribute("style", "font: 600 14px system-ui, sans-serif");
  title.textContent = figure.title;
  drawn.setAttribute("y", "30");
  page.append(ground, title, drawn);
  return { svg: new XMLSerializer().serializeToString(page), width, height };
}

export function saveSvg(figure: Figure, name: string): void {
  download(name, printed(figure).svg, "image/svg+xml");
}

export async function savePng(figure: Figure, name: string): Promise<void> {
  const { svg, width, height } = printed(figure);
  const scale = dotsPerInch / 96;
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const context = canvas.getContext("2d");
  if (!context) throw new Error("this browser draws no pictures");
  context.scale(scale, scale);
  context.drawImage(image, 0, 0, width, height);
  const png = await new Promise<Blob | null>((resolve) =>
    canvas.toBlob(resolve, "image/png"));
  if (!png) throw new Error("this browser makes no PNG");
  download(name, png, "image/png");
}
