package io.meridian.tsdb.merge;

import io.meridian.model.SampleBuffer;

/**
 * One side of a penalty fold: a replica, or a fold of replicas. A side stands on a sample, or is at
 * its end; it only ever moves forward. Before the first {@link #start} it stands nowhere.
 */
sealed interface PenaltySide {
  /**
   * Moves to the first sample; false if there is none. Must be called once, before anything else.
   */
  boolean start();

  /** Moves to the first sample at or behind an instant, from where it stands; false at the end. */
  boolean seek(long time);

  /** When the current sample was taken. */
  long time();

  /** The current sample's place in the buffer. */
  int sample();

  boolean isFloat();

  /** What the current value is lifted by. */
  double lift();

  /** The current float with its lift. */
  double value();

  /** Lifts the current and all later floats so that the current one is not below another. */
  void liftTo(double value);

  /** A replica: some pieces, one behind the other, whose overlaps are skipped. */
  final class Replica implements PenaltySide {
    private final SamplePieces pieces;
    private final SampleBuffer samples;
    private final int[] own;
    private int piece;
    private int at;
    private int end;
    private double lift;

    /**
     * A replica that is before its first sample.
     *
     * @param own the replica's pieces, by their first times
     */
    Replica(SamplePieces pieces, int[] own) {
      this.pieces = pieces;
      this.own = own;
      samples = pieces.samples();
      at = pieces.from(own[0]);
      end = pieces.to(own[0]);
    }

    @Override
    public boolean start() {
      return true;
    }

    @Override
    public boolean seek(long time) {
      while (samples.time(at) < time) {
        at++;
        if (at == end) {
          if (++piece == own.length) {
            piece--;
            at--;
            return false;
          }
          at = pieces.from(own[piece]);
          end = pieces.to(own[piece]);
        }
      }
      return true;
    }

    @Override
    public long time() {
      return samples.time(at);
    }

    @Override
    public int sample() {
      return at;
    }

    @Override
    public boolean isFloat() {
      return samples.laneIndex(at) < 0;
    }

    @Override
    public double lift() {
      return lift;
    }

    @Override
    public double value() {
      return samples.value(at) + lift;
    }

    @Override
    public void liftTo(double value) {
      double own = value();
      if (value > own) {
        lift += value - own;
      }
    }
  }

  /** Two sides folded into one. */
  final class Fold implements PenaltySide {
    private static final long NEVER = Long.MIN_VALUE;
    private static final long FIRST_PENALTY = 5_000;

    private final PenaltySide left;
    private final PenaltySide right;
    private final boolean counter;
    private boolean leftLives;
    private boolean rightLives;
    private boolean usesLeft = true;
    private PenaltySide given;
    private long last = NEVER;
    private long leftPenalty;
    private long rightPenalty;

    /**
     * A fold that is before its first sample.
     *
     * @param counter whether values are lifted so that they do not fall where sides change
     */
    Fold(PenaltySide left, PenaltySide right, boolean counter) {
      this.left = left;
      this.right = right;
      this.counter = counter;
      given = left;
    }

    @Override
    public boolean start() {
      leftLives = left.start();
      rightLives = right.start();
      return step();
    }

    @Override
    public boolean seek(long time) {
      while (time() < time) {
        if (!step()) {
          return false;
        }
      }
      return true;
    }

    /** Moves to the next sample; false at the end. */
    boolean step() {
      boolean usedLeft = usesLeft;
      boolean hadFloat = (usesLeft ? leftLives : rightLives) && given.isFloat();
      double had = hadFloat ? given.value() : 0;
      boolean more = choose();
      if (counter && hadFloat && usesLeft != usedLeft) {
        liftTo(had);
      }
      return more;
    }

    private boolean choose() {
      leftLives = leftLives && left.seek(behindLast(leftPenalty));
      rightLives = rightLives && right.seek(behindLast(rightPenalty));
      if (!leftLives && !rightLives) {
        usesLeft = false;
        return false;
      }
      if (!leftLives || !rightLives) {
        give(leftLives);
        return true;
      }
      boolean leftFirst = left.time() <= right.time();
      long time = leftFirst ? left.time() : right.time();
      long penalty = last == NEVER ? FIRST_PENALTY : 2 * (time - last);
      give(leftFirst);
      if (leftFirst) {
        rightPenalty = penalty;
      } else {
        leftPenalty = penalty;
      }
      return true;
    }

    private long behindLast(long penalty) {
      return last + 1 + penalty;
    }

    private void give(boolean fromLeft) {
      usesLeft = fromLeft;
      given = fromLeft ? left : right;
      last = given.time();
      if (fromLeft) {
        leftPenalty = 0;
      } else {
        rightPenalty = 0;
      }
    }

    @Override
    public long time() {
      return (usesLeft ? left : right).time();
    }

    @Override
    public int sample() {
      return given.sample();
    }

    @Override
    public boolean isFloat() {
      return given.isFloat();
    }

    @Override
    public double lift() {
      return given.lift();
    }

    @Override
    public double value() {
      return given.value();
    }

    @Override
    public void liftTo(double value) {
      if (leftLives && left.isFloat()) {
        left.liftTo(value);
      }
      if (rightLives && right.isFloat()) {
        right.liftTo(value);
      }
    }
  }
}
