package io.meridian.tsdb.merge;

import io.meridian.model.SampleBuffer;
import java.util.Arrays;

/**
 * Keeps a counter's rate true where the output changes from one strand to another.
 *
 * <p>Two scrapers of one counter agree: what the first read last lies between what the second read
 * just before and just after. Then values are left as they are. Where they do not agree, one of
 * them missed a reset or counts from another beginning, and taking the second's values as they are
 * would look like a reset or like a leap. So the second strand is lifted (or lowered) until it
 * passes through the last value that was given, at its instant; what is added from there on is what
 * the second strand itself saw. Where the second only begins there, it is held against what the
 * first read next. A lift ends with the strand's next reset, which then is a true one.
 */
final class CounterLift {
  private double[] lifts = {};
  private int[] liftedAt = {};
  private SampleBuffer samples = new SampleBuffer();
  private int lastVoice;
  private Strand lastStrand = new Strand();
  private int lastPlace;
  private long lastTime;
  private double lastValue;

  /**
   * Starts with a series.
   *
   * @param voices how many strands there are to change between
   */
  void start(SampleBuffer samples, int voices) {
    this.samples = samples;
    if (lifts.length < voices) {
      lifts = new double[voices];
      liftedAt = new int[voices];
    }
    Arrays.fill(lifts, 0, voices, 0);
    lastVoice = -1;
    lastValue = Double.NaN;
  }

  /**
   * Adds consecutive samples.
   *
   * @param voice the strand's number
   * @param from the first sample in the buffer
   * @param to behind the last one
   * @param consecutive whether the sample before stands last in the output
   */
  void add(int voice, Strand strand, int from, int to, boolean consecutive, SampleBuffer into) {
    int place = strand.seek(0, samples.time(from));
    if (voice != lastVoice || place != lastPlace + 1) {
      settle(voice, strand, place);
    }
    if (lifts[voice] == 0) {
      SampleUnion.append(samples, from, to, consecutive, into);
    } else {
      addLifted(voice, from, to, consecutive, into);
    }
    lastVoice = voice;
    lastStrand = strand;
    lastPlace = place + to - from - 1;
    remember(into, to - from);
  }

  private void settle(int voice, Strand strand, int place) {
    if (lifts[voice] != 0 && hasReset(strand, liftedAt[voice], place)) {
      lifts[voice] = 0;
    }
    if (Double.isNaN(lastValue)) {
      return;
    }
    int after = strand.seek(0, lastTime + 1);
    if (after == 0) {
      settleByOther(voice, strand, place);
    } else if (after <= place && !hasReset(strand, after - 1, place)) {
      double low = value(strand, after - 1) + lifts[voice];
      double high = value(strand, after) + lifts[voice];
      if (contradicts(low, lastValue, high)) {
        lifts[voice] += lastValue - between(strand, after, lastTime, low, high);
        liftedAt[voice] = place;
      }
    }
  }

  /** Where a strand begins with this sample, the one before it tells whether it agrees. */
  private void settleByOther(int voice, Strand strand, int place) {
    int after = lastPlace + 1;
    long time = strand.time(place);
    double value = value(strand, place);
    if (after >= lastStrand.size() || lastStrand.time(after) < time || Double.isNaN(value)) {
      return;
    }
    double low = value(lastStrand, after - 1) + lifts[lastVoice];
    double high = value(lastStrand, after) + lifts[lastVoice];
    if (contradicts(low, value, high)) {
      lifts[voice] = between(lastStrand, after, time, low, high) - value;
      liftedAt[voice] = place;
    }
  }

  /** Whether a counter without a reset cannot have been at a value between two others. */
  private static boolean contradicts(double low, double value, double high) {
    return low <= high && (value < low || value > high);
  }

  /** The value at a time between an instant of a strand and the one before. */
  private static double between(Strand strand, int after, long time, double low, double high) {
    double span = strand.time(after) - strand.time(after - 1);
    return low + (time - strand.time(after - 1)) / span * (high - low);
  }

  private boolean hasReset(Strand strand, int from, int to) {
    for (int i = from; i < to; i++) {
      if (value(strand, i + 1) < value(strand, i)) {
        return true;
      }
    }
    return false;
  }

  /** A float of a strand; not a number for anything else. */
  private double value(Strand strand, int i) {
    int sample = strand.sample(i);
    return samples.laneIndex(sample) < 0 ? samples.value(sample) : Double.NaN;
  }

  private void addLifted(int voice, int from, int to, boolean consecutive, SampleBuffer into) {
    int at = from;
    do {
      if (samples.laneIndex(at) >= 0 || Double.isNaN(samples.value(at))) {
        SampleUnion.append(samples, at, at + 1, at == from ? consecutive : true, into);
      } else {
        double value = samples.value(at) + lifts[voice];
        into.add(samples.time(at), value, samples.startTime(at));
      }
      at++;
    } while (at < to && !(samples.value(at) < samples.value(at - 1)));
    if (at < to) {
      lifts[voice] = 0;
      SampleUnion.append(samples, at, to, true, into);
    }
  }

  private void remember(SampleBuffer into, int added) {
    for (int i = into.size() - 1; i >= into.size() - added; i--) {
      if (into.laneIndex(i) < 0 && !Double.isNaN(into.value(i))) {
        lastTime = into.time(i);
        lastValue = into.value(i);
        return;
      }
    }
  }
}
