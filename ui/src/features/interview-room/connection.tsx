import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

/** How long it is told that all is well again, in ms. */
const AGAIN_MS = 5_000;

/** That Candor does not answer, and that it does again. What was typed stays where it is meanwhile. */
export function Connection({ lost }: { lost: boolean }) {
  const { t } = useTranslation();
  const [was, setWas] = useState(lost);
  const [again, setAgain] = useState(false);
  if (was !== lost) {
    setWas(lost);
    setAgain(was);
  }
  useEffect(() => {
    if (!again) return;
    const timeout = setTimeout(() => setAgain(false), AGAIN_MS);
    return () => clearTimeout(timeout);
  }, [again]);
  const words = lost ? t("room.unreachable") : again ? t("room.reachable") : null;
  return (
    <p
      role="status"
      data-testid="connection"
      className={words ? "bg-violet-mist px-4 py-2 text-sm font-medium sm:px-8" : ""}
    >
      {words}
    </p>
  );
}
