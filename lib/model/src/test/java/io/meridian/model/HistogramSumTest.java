package io.meridian.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meridian.testkit.Allocation;
import io.meridian.testkit.Seed;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Calculations against maps of buckets, and what those maps do not show. */
class HistogramSumTest {
  private static final int RUNS = 3000;

  @RegisterExtension final Seed seed = new Seed();

  @Test
  void addsAndSubtractsAsMapsOfBucketsDo() {
    RandomGenerator random = seed.random();
    for (int run = 0; run < RUNS; run++) {
      IntHistogram one = NaiveHistogram.random(random);
      IntHistogram other = NaiveHistogram.random(random);
      NaiveHistogram left = NaiveHistogram.of(one);
      NaiveHistogram right = NaiveHistogram.of(other);

      FloatHistogram sum = one.toFloat().plus(other);
      FloatHistogram difference = one.toFloat().minus(other);

      assertThat(NaiveHistogram.of(sum).populated())
          .as("%s + %s", one, other)
          .isEqualTo(left.combined(right, Double::sum).populated());
      assertThat(NaiveHistogram.of(difference).populated())
          .as("%s - %s", one, other)
          .isEqualTo(left.combined(right, (a, b) -> a - b).populated());
    }
  }

  @Test
  void addsAndSubtractsWithCustomBoundsAsMapsOfBucketsDo() {
    RandomGenerator random = seed.random();
    for (int run = 0; run < RUNS; run++) {
      IntHistogram one = NaiveHistogram.randomCustom(random);
      IntHistogram other = NaiveHistogram.randomCustom(random);
      NaiveHistogram left = NaiveHistogram.of(one);
      NaiveHistogram right = NaiveHistogram.of(other);

      HistogramSum sum = new HistogramSum().set(one).add(other);
      HistogramSum compensated = new HistogramSum().set(one).addCompensated(other).settle();
      HistogramSum difference = new HistogramSum().set(one).subtract(other);

      String expected = left.combined(right, Double::sum).populated();
      assertThat(NaiveHistogram.of(sum.toHistogram()).populated()).isEqualTo(expected);
      assertThat(NaiveHistogram.of(compensated.toHistogram()).populated()).isEqualTo(expected);
      assertThat(NaiveHistogram.of(difference.toHistogram()).populated())
          .isEqualTo(left.combined(right, (a, b) -> a - b).populated());
      assertThat(sum.boundsReconciled())
          .isEqualTo(
              !CustomBounds.same(one.layout().customBounds(), other.layout().customBounds()));
    }
  }

  @Test
  void addsManyWithCompensationAsMapsOfBucketsDo() {
    RandomGenerator random = seed.random();
    for (int run = 0; run < RUNS / 10; run++) {
      IntHistogram first = NaiveHistogram.random(random);
      HistogramSum sum = new HistogramSum().set(first);
      NaiveHistogram expected = NaiveHistogram.of(first);
      for (int i = random.nextInt(8); i >= 0; i--) {
        IntHistogram next = NaiveHistogram.random(random);
        sum.addCompensated(next);
        expected = expected.combined(NaiveHistogram.of(next), Double::sum);
      }

      assertThat(NaiveHistogram.of(sum.settle().toHistogram()).populated())
          .isEqualTo(expected.populated());
    }
  }

  @Test
  void compensationKeepsWhatRoundingLoses() {
    HistogramLayout layout = new HistogramLayout(0, 0, Spans.of(0, 1), Spans.NONE, new double[0]);
    double[] counts = {1, 1e100, 1, -1e100};
    HistogramSum sum = new HistogramSum().set(floats(layout, 0, 0, 0, 0));
    for (double count : counts) {
      sum.addCompensated(floats(layout, count, count, count, count));
    }

    assertThat(sum.settle().toHistogram()).isEqualTo(floats(layout, 2, 2, 2, 2));
  }

  @Test
  void customBucketsHaveNoZeroBucketWhateverTheyAreMultipliedBy() {
    HistogramLayout layout =
        new HistogramLayout(
            HistogramLayout.CUSTOM_BOUNDS, 0, Spans.of(0, 2), Spans.NONE, new double[] {1, 5});
    FloatHistogram histogram =
        FloatHistogram.of(layout, CounterResetHint.UNKNOWN, 3, 0, 7, new double[] {1, 2});

    for (double factor : new double[] {Double.POSITIVE_INFINITY, Double.NaN, -1, 0}) {
      assertThat(new HistogramSum().set(histogram).multiply(factor).toHistogram().zeroCount())
          .isEqualTo(0.0);
      assertThat(new HistogramSum().set(histogram).divide(factor).toHistogram().zeroCount())
          .isEqualTo(0.0);
    }
  }

  @Test
  void aSumOfOneKeepsTheSignOfZeros() {
    HistogramLayout layout = new HistogramLayout(0, 0, Spans.of(0, 1), Spans.NONE, new double[0]);
    FloatHistogram histogram =
        FloatHistogram.of(layout, CounterResetHint.UNKNOWN, 3, -0.0, -0.0, new double[] {3});

    FloatHistogram settled = new HistogramSum().set(histogram).settle().toHistogram();

    assertThat(settled.zeroCount()).isEqualTo(-0.0);
    assertThat(settled.sum()).isEqualTo(-0.0);
  }

  @Test
  void reducesAsMapsOfBucketsDoInSumsAndInLanes() {
    RandomGenerator random = seed.random();
    for (int run = 0; run < RUNS; run++) {
      IntHistogram histogram = NaiveHistogram.random(random);
      int schema = histogram.layout().schema() - 1 - random.nextInt(3);
      if (schema < BucketBounds.MIN_SCHEMA) {
        continue;
      }
      String expected = NaiveHistogram.of(histogram).coarser(schema).populated();

      FloatHistogram reduced = histogram.toFloat().reducedTo(schema);

      assertThat(NaiveHistogram.of(reduced).populated()).isEqualTo(expected);
      HistogramReduction reduction = new HistogramReduction(histogram.layout(), schema);
      for (Histogram each : new Histogram[] {histogram, histogram.toFloat()}) {
        HistogramLane lane = new HistogramLane();
        each.addTo(lane);
        reduction.reduce(lane.words(), 0, lane.isInteger(0));
        HistogramLane result = new HistogramLane();
        result.add(reduction.reduced(), lane.isInteger(0), lane.hint(0));
        System.arraycopy(lane.words(), 0, result.words(), 0, 3 + reduction.reduced().buckets());
        assertThat(NaiveHistogram.of(Histogram.of(result, 0)).populated()).isEqualTo(expected);
      }
    }
  }

  @Test
  void compactsToTheFewestSpansThatKeepShortGaps() {
    HistogramLayout layout =
        new HistogramLayout(0, 0, Spans.of(-2, 3, 0, 4, 0, 0, 3, 2), Spans.of(5, 2), new double[0]);
    FloatHistogram histogram = floats(layout, 9, 0, 1, 0, 1, 0, 0, 0, 2, 0, 0, 3, 0, 0);

    FloatHistogram none = histogram.compacted(0);
    FloatHistogram three = histogram.compacted(3);
    FloatHistogram four = histogram.compacted(4);

    assertThat(none.layout().positive()).isEqualTo(Spans.of(-1, 1, 3, 1, 5, 1));
    assertThat(none.layout().negative()).isEqualTo(Spans.NONE);
    assertThat(three.layout().positive()).isEqualTo(Spans.of(-1, 5, 5, 1));
    assertThat(three.positive(4)).isEqualTo(2);
    assertThat(four.layout().positive()).isEqualTo(three.layout().positive());
    assertThat(histogram.compacted(5).layout().positive()).isEqualTo(Spans.of(-1, 11));
    assertThat(histogram.compacted(5).positive(10)).isEqualTo(3);
  }

  @Test
  void leavesACompactLayoutAsItIs() {
    HistogramLayout layout =
        new HistogramLayout(3, 0.5, Spans.of(0, 2, 1, 1), Spans.of(4, 1), new double[0]);
    FloatHistogram histogram = floats(layout, 4, 0, 1, 1, 1, 1, 1);

    assertThat(histogram.compacted(0).layout()).isSameAs(layout);
    assertThat(histogram.times(3).layout()).isSameAs(layout);
  }

  @Test
  void widensTheZeroBucketToTheEndOfThePopulatedBucketItCuts() {
    HistogramLayout narrow =
        new HistogramLayout(0, 0.25, Spans.of(-1, 4), Spans.of(1, 2), new double[0]);
    HistogramLayout wide = new HistogramLayout(0, 3, Spans.of(3, 1), Spans.NONE, new double[0]);
    FloatHistogram left = floats(narrow, 31, 1, 0, 1, 2, 4, 8, 7, 8);
    FloatHistogram right = floats(wide, 20, 9, 0, 11);

    FloatHistogram sum = left.plus(right);

    assertThat(sum.toString()).isEqualTo("{count:51, sum:0, [-4,4]:40, (4,8]:11}");
    assertThat(right.plus(left).toString()).isEqualTo(sum.toString());
  }

  @Test
  void ignoresBucketsThatLieWithinTheZeroBucketOfWhatIsAdded() {
    HistogramLayout overlapping =
        new HistogramLayout(0, 1, Spans.of(0, 2), Spans.NONE, new double[0]);
    HistogramLayout empty = new HistogramLayout(0, 1, Spans.NONE, Spans.NONE, new double[0]);

    FloatHistogram sum = floats(empty, 0, 0, 0).plus(floats(overlapping, 8, 1, 0, 3, 4));

    assertThat(sum.layout().positive()).isEqualTo(Spans.of(1, 1));
    assertThat(sum.positive(0)).isEqualTo(4);
  }

  @Test
  void divisionByZeroLeavesTotalsOnly() {
    HistogramLayout layout = new HistogramLayout(0, 1, Spans.of(1, 1), Spans.NONE, new double[0]);
    FloatHistogram divided = floats(layout, 3, 1, -2, 2).dividedBy(0);

    assertThat(divided.toString()).isEqualTo("{count:+Inf, sum:-Inf, [-1,1]:+Inf}");
    assertThat(new HistogramSum().set(divided).overflows()).isTrue();
  }

  @Test
  void hintsOfPartsMakeTheHintOfTheWhole() {
    CounterResetHint unknown = CounterResetHint.UNKNOWN;
    CounterResetHint reset = CounterResetHint.RESET;
    CounterResetHint notReset = CounterResetHint.NOT_RESET;
    CounterResetHint gauge = CounterResetHint.GAUGE;
    CounterResetHint[][] cases = {
      {unknown, unknown, unknown}, {unknown, reset, unknown}, {unknown, notReset, unknown},
      {unknown, gauge, gauge}, {reset, unknown, unknown}, {reset, reset, reset},
      {reset, notReset, unknown}, {reset, gauge, gauge}, {notReset, unknown, unknown},
      {notReset, reset, unknown}, {notReset, notReset, notReset}, {notReset, gauge, gauge},
      {gauge, unknown, gauge}, {gauge, reset, gauge}, {gauge, notReset, gauge},
      {gauge, gauge, gauge},
    };
    FloatHistogram empty = floats(HistogramLayout.EMPTY, 0, 0, 0);
    for (CounterResetHint[] each : cases) {
      HistogramSum sum = new HistogramSum().set(empty.withHint(each[0]));
      sum.add(empty.withHint(each[1]));

      assertThat(sum.hint()).isEqualTo(each[2]);
      assertThat(sum.hintsCollided())
          .isEqualTo(
              (each[0] == reset && each[1] == notReset)
                  || (each[0] == notReset && each[1] == reset));
    }
    assertThat(empty.times(-1).hint()).isEqualTo(gauge);
    assertThat(empty.dividedBy(-1).hint()).isEqualTo(gauge);
  }

  @Test
  void refusesToMixExponentialAndCustomBuckets() {
    RandomGenerator random = seed.random();
    IntHistogram exponential = NaiveHistogram.random(random);
    IntHistogram custom = NaiveHistogram.randomCustom(random);
    HistogramSum sum = new HistogramSum().set(exponential);

    assertThat(sum.accepts(exponential.layout())).isTrue();
    assertThat(sum.accepts(custom.layout())).isFalse();
    assertThatThrownBy(() -> sum.add(custom))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("-53");
  }

  @Test
  void allocatesNothingOnceItsArraysAreLargeEnough() {
    RandomGenerator random = seed.random();
    HistogramLane lane = new HistogramLane();
    NaiveHistogram.random(random).addTo(lane);
    for (int i = 0; i < 30; i++) {
      NaiveHistogram.random(random).addTo(lane);
    }
    HistogramSum sum = new HistogramSum();

    long bytes =
        Allocation.bytes(() -> {
          sum.set(lane, 0);
          for (int i = 1; i < lane.size(); i++) {
            sum.addCompensated(lane, i);
          }
          sum.settle().compact(0);
        });

    assertThat(bytes).isZero();
  }

  private static FloatHistogram floats(
      HistogramLayout layout, double count, double zero, double sum, double... buckets) {
    return FloatHistogram.of(layout, CounterResetHint.UNKNOWN, count, zero, sum, buckets);
  }
}
