/** How large everything is drawn, from the size of the screen alone: proportions stay, on a laptop as on a projector. */
import type { PresentationStage } from "../../ipc/generated/PresentationStage";

export interface StageSizes {
  /** Of the chat's frame, in pixels of the stage. */
  width: number;
  height: number;
  /** So much larger than in the working window the chat is drawn. */
  zoom: number;
  /** There is room for the merchant's name beside the phone. */
  beside: boolean;
}

/** A telephone is about twice as high as wide. */
const phoneShape = 0.505;
/** Between the phone and the edges of the screen, as a share of the height. */
const phoneMargin = 0.045;
/** So wide the chat in a phone thinks it is: the smaller, the larger the letters. */
const phoneWidth = 336;
/** So wide and so high the chat on the whole screen thinks it is at least. */
const wideWidth = 860;
const wideHeight = 540;
/** The merchant's name needs so many widths of the phone beside it. */
const roomBeside = 2.1;

export function stageSizes(
  stage: PresentationStage,
  width: number,
  height: number,
  textSize: number,
): StageSizes {
  const scale = textSize / 100;
  if (stage === "wide") {
    const zoom = Math.max(0.1, Math.min(width / wideWidth, height / wideHeight) * scale);
    return { width, height, zoom, beside: false };
  }
  const tall = height * (1 - 2 * phoneMargin);
  const broad = Math.min(tall * phoneShape, width * (1 - 2 * phoneMargin));
  return {
    width: broad,
    height: Math.min(tall, broad / phoneShape),
    zoom: Math.max(0.1, (broad / phoneWidth) * scale),
    beside: width >= broad * roomBeside,
  };
}
