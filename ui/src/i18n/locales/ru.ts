import ai from "./ru/ai.json";
import aiLog from "./ru/ai-log.json";
import common from "./ru/common.json";
import consent from "./ru/consent.json";
import desk from "./ru/desk.json";
import firstRun from "./ru/firstRun.json";
import kiosk from "./ru/kiosk.json";
import positions from "./ru/positions.json";
import review from "./ru/review.json";
import room from "./ru/room.json";
import scorecard from "./ru/scorecard.json";
import search from "./ru/search.json";
import settings from "./ru/settings.json";
import shell from "./ru/shell.json";
import unlock from "./ru/unlock.json";

/** Texts by area; each area has a file of its own. */
export const ru = {
  ...ai,
  ...aiLog,
  ...common,
  ...consent,
  ...desk,
  ...firstRun,
  ...kiosk,
  ...positions,
  ...review,
  ...room,
  ...scorecard,
  ...search,
  ...settings,
  ...shell,
  ...unlock,
};
