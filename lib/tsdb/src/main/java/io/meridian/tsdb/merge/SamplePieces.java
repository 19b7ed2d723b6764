package io.meridian.tsdb.merge;

import io.meridian.model.SampleBuffer;
import java.util.Arrays;

/**
 * Pieces of one series from any number of sources, decoded one behind the other into one buffer.
 * Within a piece times ascend strictly; pieces may overlap in any way. A piece is what is known to
 * come from one writer: a chunk, or a replica's whole stream.
 *
 * <pre>
 *   pieces.clear();
 *   for (each chunk) {
 *     decoder.decode(…, pieces.samples());
 *     pieces.endPiece();
 *   }
 * </pre>
 */
public final class SamplePieces {
  private final SampleBuffer samples = new SampleBuffer();
  private int size;
  private int[] ends = new int[8];
  private int[] ranks = new int[8];

  /** Forgets every piece and keeps the memory. */
  public void clear() {
    samples.clear();
    size = 0;
  }

  /** The samples of all pieces; those of the next piece are added here. */
  public SampleBuffer samples() {
    return samples;
  }

  /** Makes one piece of the samples added since the piece before; none if there are none. */
  public void endPiece() {
    endPiece(0);
  }

  /**
   * Makes one piece of the samples added since the piece before; none if there are none.
   *
   * @param rank where a union finds different samples at one instant, that of the lowest rank is
   *     taken, and among equals that of the piece that was added first
   */
  public void endPiece(int rank) {
    endPiece(rank, samples.size());
  }

  /** Makes one piece of those samples added since the piece before that are before an instant. */
  public void endPieceBefore(long time) {
    int end = size == 0 ? 0 : ends[size - 1];
    while (end < samples.size() && samples.time(end) < time) {
      end++;
    }
    endPiece(0, end);
  }

  private void endPiece(int rank, int end) {
    int from = size == 0 ? 0 : ends[size - 1];
    if (end == from) {
      return;
    }
    if (size == ends.length) {
      ends = Arrays.copyOf(ends, 2 * size);
      ranks = Arrays.copyOf(ranks, 2 * size);
    }
    ranks[size] = rank;
    ends[size++] = end;
  }

  /** Adds a piece with the samples of a buffer. */
  public void addPiece(SampleBuffer piece) {
    samples.addAll(piece, 0, piece.size());
    endPiece();
  }

  /** How many pieces there are; none of them is empty. */
  public int size() {
    return size;
  }

  /** Where a piece's samples begin. */
  public int from(int piece) {
    return piece == 0 ? 0 : ends[piece - 1];
  }

  /** Where a piece's samples end. */
  public int to(int piece) {
    return ends[piece];
  }

  /** Whether a union takes the first piece's sample where both have one. */
  boolean precedes(int piece, int other) {
    return ranks[piece] < ranks[other] || (ranks[piece] == ranks[other] && piece < other);
  }

  /** The piece that a sample belongs to. */
  int pieceOf(int sample) {
    int found = Arrays.binarySearch(ends, 0, size, sample + 1);
    return found < 0 ? -found - 1 : found;
  }

  long firstTime(int piece) {
    return samples.time(from(piece));
  }

  long lastTime(int piece) {
    return samples.time(to(piece) - 1);
  }
}
