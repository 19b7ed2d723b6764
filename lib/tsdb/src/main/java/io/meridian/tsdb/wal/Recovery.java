package io.meridian.tsdb.wal;

import java.util.List;

/**
 * What was found when a log was opened.
 *
 * @param covered the number of the last record that the checkpoint replaces; 0 without a checkpoint
 * @param checkpointRecords how many records the checkpoint had
 * @param records how many records were handed over after those
 * @param checkpointBytes how many bytes the checkpoint's records took, headers included
 * @param bytes how many bytes all records took, those of the checkpoint among them
 * @param lastSequence the number of the last record there is
 * @param losses what could not be read, in the order of the log; one line each by {@link
 *     Loss#toString}
 */
public record Recovery(
    long covered,
    long checkpointRecords,
    long records,
    long checkpointBytes,
    long bytes,
    long lastSequence,
    List<Loss> losses) {
  public Recovery {
    losses = List.copyOf(losses);
  }
}
