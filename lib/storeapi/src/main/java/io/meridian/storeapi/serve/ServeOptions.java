package io.meridian.storeapi.serve;

import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * How much an answer may take.
 *
 * @param longest how long a call without a deadline may run
 * @param callBytes how much memory a call may hold
 * @param sortBytes how much of a call's series is sorted in memory; more goes through a file
 * @param scratch where such files are made
 * @param limits what a call for series may read of blocks
 * @param gate which calls for series run at a time
 * @param memory gives each call its part of what all calls may hold
 * @param even what was found out about chunks of replicas
 * @param blockHints whether answers say which blocks they were made of, where that is asked
 */
public record ServeOptions(
    Duration longest,
    long callBytes,
    int sortBytes,
    Path scratch,
    CallLimits limits,
    CallGate gate,
    Supplier<CallMemory> memory,
    EvenChunks even,
    boolean blockHints) {
  /** A quarter of a gigabyte a call, 16 MiB of it for sorting; nothing else is limited. */
  public static ServeOptions in(Path scratch) {
    return new ServeOptions(
        Duration.ofMinutes(5),
        256 << 20,
        16 << 20,
        scratch,
        CallLimits.NONE,
        CallGate.OPEN,
        () -> CallMemory.UNSHARED,
        EvenChunks.ofHeap(),
        false);
  }

  public ServeOptions {
    if (sortBytes < 1 || callBytes < sortBytes || longest.isNegative() || longest.isZero()) {
      throw new IllegalArgumentException(
          "serving needs time and memory, more of it than for sorting; not %s, %d and %d bytes"
              .formatted(longest, callBytes, sortBytes));
    }
  }

  /** The same with another amount of series sorted in memory. */
  public ServeOptions withSortBytes(int bytes) {
    return new ServeOptions(
        longest, callBytes, bytes, scratch, limits, gate, memory, even, blockHints);
  }

  /** The same for whoever reads blocks: limits, turns, and answers that tell of blocks. */
  public ServeOptions forBlocks(CallLimits each, CallGate turns, Supplier<CallMemory> shared) {
    return new ServeOptions(
        longest, callBytes, sortBytes, scratch, each, turns, shared, even, true);
  }
}
