package io.meridian.tsdb.merge;

import io.meridian.model.SampleBuffer;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;
import java.util.random.RandomGenerator;

/**
 * What two scrapers of one target delivered, for a plot.
 *
 * @param name of the file
 * @param title what happened
 * @param counter whether the series is read as a counter, and its values are drawn
 */
record DedupCase(
    String name, String title, SampleBuffer a, SampleBuffer b, boolean counter, long end) {
  private static final long SECOND = 1000;
  private static final long INTERVAL = 15 * SECOND;
  private static final long END = 20 * 60 * SECOND;

  static List<DedupCase> all() {
    RandomGenerator random = new SplittableRandom(8);
    return List.of(
        of(
            "jitter",
            "Single scrapes lost, scrapes up to 0.4 s astray",
            scrapes(random, INTERVAL, 2_300, 400, i -> i != 12 && i != 47 && i != 48),
            scrapes(random, INTERVAL, 9_100, 400, i -> i != 30 && i != 31 && i != 60)),
        of(
            "gap",
            "a is away for six minutes, b later for three",
            scrapes(random, INTERVAL, 2_300, 0, i -> i < 16 || i >= 40),
            scrapes(random, INTERVAL, 9_100, 0, i -> i < 52 || i >= 64)),
        of(
            "intervals",
            "a every 15 s, b every 60 s; a is away for eight minutes",
            scrapes(random, INTERVAL, 2_300, 0, i -> i < 24 || i >= 56),
            scrapes(random, 4 * INTERVAL, 23_000, 0, i -> true)),
        of(
            "both",
            "a is away for six minutes, for three of them b, too",
            scrapes(random, INTERVAL, 2_300, 0, i -> i < 24 || i >= 48),
            scrapes(random, INTERVAL, 9_100, 0, i -> i < 36 || i >= 48)),
        of(
            "copies",
            "Copies that a ring wrote, 1 s apart; each missed some",
            scrapes(random, SECOND, 500, 0, i -> i % 47 < 40),
            scrapes(random, SECOND, 500, 0, i -> i % 31 > 5)),
        new DedupCase(
            "restart",
            "A counter that a restarted with, alone; a is away for two minutes before that",
            counter(i -> i < 26 || i >= 34, 2_300, 34),
            counter(i -> i < 60, 9_100, Integer.MAX_VALUE),
            true,
            END));
  }

  private static DedupCase of(String name, String title, SampleBuffer a, SampleBuffer b) {
    long end = name.equals("copies") ? END / 10 : END;
    return new DedupCase(name, title, until(a, end), until(b, end), false, end);
  }

  private static SampleBuffer until(SampleBuffer samples, long end) {
    SampleBuffer cut = new SampleBuffer();
    for (int i = 0; i < samples.size() && samples.time(i) <= end; i++) {
      cut.add(samples.time(i), samples.value(i));
    }
    return cut;
  }

  private static SampleBuffer scrapes(
      RandomGenerator random, long interval, long phase, int astray, IntPredicate present) {
    SampleBuffer samples = new SampleBuffer();
    for (int i = 0; phase + i * interval <= END; i++) {
      long time = phase + i * interval + (astray > 0 ? random.nextInt(-astray, astray) : 0);
      if (present.test(i)) {
        samples.add(time, Math.floorDiv(time, (int) interval) * 1.0);
      }
    }
    return samples;
  }

  /** Grows by about three a second, from 500; from the scrape of its restart anew. */
  private static SampleBuffer counter(IntPredicate present, long phase, int restart) {
    SampleBuffer samples = new SampleBuffer();
    for (int i = 0; phase + i * INTERVAL <= END; i++) {
      long time = phase + i * INTERVAL;
      long since = i < restart ? time : time - phase - restart * INTERVAL;
      if (present.test(i)) {
        samples.add(time, (i < restart ? 500 : 10) + 3.0 * Math.floorDiv(since, (int) SECOND));
      }
    }
    return samples;
  }
}
