import { useQuery } from "@tanstack/react-query";
import { Pause, Play } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { useApi } from "@/api/api-context";
import { unwrap } from "@/api/problem";
import { ProblemNotice } from "@/components/problem-notice";
import { Button } from "@/components/ui/button";
import { clock } from "@/i18n/format";

/** Plays the test sentence back; `lengthMs` tells one sentence from the next. */
export function SentencePlayer({ lengthMs }: { lengthMs: number }) {
  const { t } = useTranslation();
  const { client } = useApi();
  const sentence = useQuery({
    queryKey: ["microphone-check", "sentence", lengthMs],
    queryFn: () =>
      unwrap(client.GET("/api/v1/microphone-check/recording", { parseAs: "arrayBuffer" })),
    gcTime: 0,
  });
  const audio = useRef<HTMLAudioElement>(null);
  const [playing, setPlaying] = useState(false);
  const [broken, setBroken] = useState<unknown>(null);
  const { data } = sentence;
  useEffect(() => {
    const player = audio.current;
    if (data === undefined || player === null) return;
    const url = URL.createObjectURL(new Blob([data], { type: "audio/wav" }));
    player.src = url;
    return () => {
      player.removeAttribute("src");
      URL.revokeObjectURL(url);
    };
  }, [data]);

  const toggle = () => {
    if (playing) audio.current?.pause();
    else audio.current?.play().catch(setBroken);
  };
  if (sentence.isError || broken !== null) {
    return <ProblemNotice cause={sentence.error ?? broken} />;
  }
  return (
    <>
      {/* The web view's own player would offer to store it. */}
      <audio
        ref={audio}
        data-testid="sentence-player"
        onPlay={() => setPlaying(true)}
        onPause={() => setPlaying(false)}
        onEnded={() => setPlaying(false)}
      />
      <Button data-testid="play-sentence" disabled={data === undefined} onClick={toggle}>
        {playing ? <Pause aria-hidden /> : <Play aria-hidden />}
        {t(playing ? "microphoneCheck.pause" : "microphoneCheck.listen")}
        <span className="text-quiet tabular-nums">{clock(lengthMs)}</span>
      </Button>
    </>
  );
}
