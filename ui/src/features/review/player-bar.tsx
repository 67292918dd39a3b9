import { Keyboard, LocateFixed, LoaderCircle, Pause, Play } from "lucide-react";
import { useTranslation } from "react-i18next";

import { ProblemNotice } from "@/components/problem-notice";
import { RATES } from "@/components/recording/player";
import { IconButton } from "@/components/ui/icon-button";
import { Popover } from "@/components/ui/popover";
import { clock, number } from "@/i18n/format";

import { usePlayerNow, usePlayerSecond, useReview } from "./review-context";
import { Waveform } from "./waveform";

type Props = {
  notesAt: number[];
  /** Whether the transcript moves along. */
  following: boolean;
  onFollow: () => void;
};

/** What plays the recording: always at hand at the bottom of the page. */
export function PlayerBar({ notesAt, following, onFollow }: Props) {
  const { t, i18n } = useTranslation();
  const { player } = useReview();
  const { playing, waiting, rate, problem } = usePlayerNow(player);
  return (
    <section
      aria-label={t("player.title")}
      data-testid="player"
      data-playing={playing && !waiting}
      className="sticky bottom-0 z-[5] -mx-4 mt-auto -mb-16 border-t border-line bg-paper px-4 py-2 sm:-mx-6 sm:px-6"
    >
      <ProblemNotice cause={problem} />
      <div className="flex items-center gap-2 sm:gap-3">
        <button
          type="button"
          data-testid="play"
          aria-label={t(playing ? "player.pause" : "player.play")}
          title={t(playing ? "player.pause" : "player.play")}
          className="inline-flex size-11 shrink-0 items-center justify-center rounded-full bg-violet text-white transition-colors hover:bg-violet-deep [&_svg]:size-5"
          onClick={() => player.toggle()}
        >
          {playing && waiting ? (
            <LoaderCircle aria-hidden className="animate-spin" />
          ) : playing ? (
            <Pause aria-hidden />
          ) : (
            <Play aria-hidden className="translate-x-px" />
          )}
        </button>
        <Time />
        <Waveform notesAt={notesAt} />
        {!following && (
          <IconButton label={t("player.follow")} data-testid="follow" onClick={onFollow}>
            <LocateFixed aria-hidden />
          </IconButton>
        )}
        <select
          aria-label={t("player.rate")}
          data-testid="rate"
          value={rate}
          className="chevron min-h-10 w-20 shrink-0 rounded-lg border border-edge bg-paper pr-6 pl-2 text-sm tabular-nums"
          onChange={(e) => player.setRate(Number(e.target.value))}
        >
          {RATES.map((own) => (
            <option key={own} value={own}>
              {t("player.times", { rate: number(own, i18n.language, 2) })}
            </option>
          ))}
        </select>
        <Keys />
      </div>
    </section>
  );
}

function Time() {
  const { player } = useReview();
  const second = usePlayerSecond(player);
  return (
    <span data-testid="time" className="text-sm whitespace-nowrap tabular-nums" aria-hidden>
      {clock(second * 1000)}
      <span className="text-quiet max-sm:hidden">
        {" / "}
        {clock(player.durationMs)}
      </span>
    </span>
  );
}

/** The keys of the page, with what each does. */
const KEYS = [
  ["space", "playOrPause"],
  ["leftRight", "fiveSeconds"],
  ["upDown", "utterance"],
  ["plusMinus", "speed"],
  ["n", "note"],
  ["d", "doubt"],
  ["slash", "find"],
] as const;

function Keys() {
  const { t } = useTranslation();
  return (
    <Popover
      label={t("player.keys")}
      align="end"
      testId="keys"
      trigger={
        <IconButton label={t("player.keys")} data-testid="show-keys" className="max-sm:hidden">
          <Keyboard aria-hidden />
        </IconButton>
      }
    >
      <h2 className="mb-2 font-semibold">{t("player.keys")}</h2>
      <dl className="grid grid-cols-[auto_1fr] items-baseline gap-x-4 gap-y-2 text-sm">
        {KEYS.map(([key, does]) => (
          <div key={key} className="contents">
            <dt>
              <kbd className="rounded border border-edge bg-raised px-1.5 py-0.5 font-sans text-xs whitespace-nowrap">
                {t(`player.key.${key}`)}
              </kbd>
            </dt>
            <dd>{t(`player.does.${does}`)}</dd>
          </div>
        ))}
      </dl>
    </Popover>
  );
}
