import ai from "./en/ai.json";
import aiLog from "./en/ai-log.json";
import common from "./en/common.json";
import consent from "./en/consent.json";
import desk from "./en/desk.json";
import firstRun from "./en/firstRun.json";
import kiosk from "./en/kiosk.json";
import positions from "./en/positions.json";
import review from "./en/review.json";
import room from "./en/room.json";
import scorecard from "./en/scorecard.json";
import search from "./en/search.json";
import settings from "./en/settings.json";
import shell from "./en/shell.json";
import unlock from "./en/unlock.json";

/** Texts by area; each area has a file of its own. */
export const en = {
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
