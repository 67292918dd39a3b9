import ai from "./de/ai.json";
import aiLog from "./de/ai-log.json";
import common from "./de/common.json";
import consent from "./de/consent.json";
import desk from "./de/desk.json";
import firstRun from "./de/firstRun.json";
import kiosk from "./de/kiosk.json";
import positions from "./de/positions.json";
import review from "./de/review.json";
import room from "./de/room.json";
import scorecard from "./de/scorecard.json";
import search from "./de/search.json";
import settings from "./de/settings.json";
import shell from "./de/shell.json";
import unlock from "./de/unlock.json";

/** Texts by area; each area has a file of its own. */
export const de = {
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
