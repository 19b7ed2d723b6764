package io.meridian.storeapi.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.model.Labels;
import io.meridian.model.QueryContext;
import io.meridian.model.SampleWindows;
import io.meridian.model.TimeRange;
import io.meridian.model.UnavailableException;
import io.meridian.tsdb.block.Ulid;
import io.meridian.tsdb.chunk.ChunkFormat;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which blocks of a group answer a request. */
class BlockGroupTest {
  /** A block that is chosen or not, and cannot be opened. */
  private record Chosen(Ulid ulid, long minTime, long maxTime, long resolution, boolean isLate)
      implements ServableBlock {
    Chosen(int name, long minTime, long maxTime, long resolution, boolean isLate) {
      this(new Ulid(name, name), minTime, maxTime, resolution, isLate);
    }

    @Override
    public Lease open(CallUse use) {
      throw new UnavailableException("not to be read");
    }
  }

  private static List<Ulid> read(TimeRange range, long maxResolution, ServableBlock... blocks) {
    CallUse use = new CallUse(CallLimits.NONE);
    ChunkRequest request =
        new ChunkRequest(
            List.of(),
            range,
            SampleWindows.of(TimeRange.ALL),
            List.of(),
            maxResolution,
            false,
            ChunkFormat.COMPATIBLE,
            QueryContext.unlimited(),
            BlockHints.NONE,
            use,
            new ArrayList<>()::add);
    new BlockGroup(Labels.of("a", "b"), List.of(blocks), TimeRange.ALL).series(request).close();
    return use.blocks();
  }

  @Test
  void takesNoDownsampledBlockForLateOnes() {
    Chosen downsampled = new Chosen(1, 0, 100, 300_000, false);
    Chosen raw = new Chosen(2, 0, 100, 0, false);
    Chosen late = new Chosen(3, 10, 20, 0, true);
    Chosen later = new Chosen(4, 20, 30, 0, true);
    TimeRange range = new TimeRange(0, 19);

    assertThat(read(range, 300_000, downsampled, raw, late, later))
        .containsExactly(downsampled.ulid(), late.ulid());
    assertThat(read(range, 0, downsampled, raw, late, later))
        .containsExactly(raw.ulid(), late.ulid());
    assertThat(read(new TimeRange(30, 40), 0, raw, late, later)).containsExactly(raw.ulid());
  }
}
