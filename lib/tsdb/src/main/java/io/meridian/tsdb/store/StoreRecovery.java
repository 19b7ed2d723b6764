package io.meridian.tsdb.store;

import io.meridian.model.CorruptDataException;
import io.meridian.tsdb.wal.Recovery;
import java.util.List;
import java.util.Map;

/**
 * What was found when a store was opened.
 *
 * @param log what the log had, and what of it was lost
 * @param nameless for each tenant how many samples were dropped because the record that names their
 *     series was lost
 * @param damaged blocks that cannot be opened; they are left as they are
 */
public record StoreRecovery(
    Recovery log, Map<String, Long> nameless, List<CorruptDataException> damaged) {
  public StoreRecovery {
    nameless = Map.copyOf(nameless);
    damaged = List.copyOf(damaged);
  }
}
