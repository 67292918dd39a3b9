import { describe, expect, test } from "vitest";

import { apiClient } from "./client";
import { FakeApp } from "./fake";
import { Problem, unwrap } from "./problem";

const health = (fetch: (request: Request) => Promise<Response>) => {
  const fake = new FakeApp();
  fake.fetch = fetch;
  return unwrap(apiClient(fake).GET("/api/v1/health"));
};

describe("a problem", () => {
  test("of a problem document has its code and detail", async () => {
    const body = JSON.stringify({ code: "disk_full", detail: "0 bytes left" });
    const headers = { "content-type": "application/problem+json" };
    const answer = health(() => Promise.resolve(new Response(body, { status: 507, headers })));
    await expect(answer).rejects.toMatchObject({ code: "disk_full", detail: "0 bytes left" });
  });

  test("of a code unknown to this page counts as no answer", () => {
    expect(Problem.from({ code: "quota", detail: "x" })).toMatchObject({ code: "unreachable" });
  });

  test("of a page that is no problem document counts as no answer", async () => {
    const answer = health(() => Promise.resolve(new Response("<h1>Oops</h1>", { status: 502 })));
    await expect(answer).rejects.toMatchObject({ code: "unreachable" });
  });

  test("of a carrier that fails keeps what it said", async () => {
    const answer = health(() => Promise.reject(new TypeError("Load failed")));
    await expect(answer).rejects.toMatchObject({ code: "unreachable", detail: "Load failed" });
  });
});
