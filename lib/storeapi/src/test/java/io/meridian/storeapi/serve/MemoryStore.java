package io.meridian.storeapi.serve;

import io.meridian.model.LabelAnswer;
import io.meridian.model.Labels;
import io.meridian.model.Matcher;
import io.meridian.model.Outcome;
import io.meridian.model.QueryContext;
import io.meridian.model.TimeRange;
import io.meridian.storeapi.order.LabelUnion;
import io.meridian.tsdb.block.ChunkBytes;
import io.meridian.tsdb.block.ChunkSeriesCursor;
import io.meridian.tsdb.chunk.ChunkEncoding;
import io.meridian.tsdb.chunk.XorEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** A store of series in memory, which a test can make fail. */
public class MemoryStore implements SeriesStore {
  /** A chunk as it is stored. */
  public static final class Chunk {
    private final ChunkEncoding encoding;
    private final long minTime;
    private final long maxTime;
    private final byte[] data;

    public Chunk(ChunkEncoding encoding, long minTime, long maxTime, byte[] data) {
      this.encoding = encoding;
      this.minTime = minTime;
      this.maxTime = maxTime;
      this.data = data;
    }

    ChunkEncoding encoding() {
      return encoding;
    }

    public long minTime() {
      return minTime;
    }

    long maxTime() {
      return maxTime;
    }

    byte[] data() {
      return data;
    }
  }

  private final Labels external;
  private final NavigableMap<Labels, List<Chunk>> series = new TreeMap<>();
  private Supplier<RuntimeException> failure = () -> new IllegalStateException("no failure is set");
  private int failAfter = Integer.MAX_VALUE;

  /** How many walks are open. */
  private final AtomicInteger open = new AtomicInteger();

  public MemoryStore(Labels external) {
    this.external = external;
  }

  public MemoryStore add(Labels labels, Chunk... chunks) {
    series.computeIfAbsent(labels, _ -> new ArrayList<>()).addAll(List.of(chunks));
    return this;
  }

  /** Lets walks fail behind so many series. */
  public MemoryStore failing(int after, Supplier<RuntimeException> with) {
    failAfter = after;
    failure = with;
    return this;
  }

  public Map<Labels, List<Chunk>> content() {
    return series;
  }

  public AtomicInteger open() {
    return open;
  }

  /** A chunk of floats, one a second. */
  public static Chunk floats(long from, int count, double value) {
    XorEncoder encoder = new XorEncoder();
    for (int i = 0; i < count; i++) {
      encoder.append(from + i * 1000L, value + i);
    }
    byte[] data = Arrays.copyOf(encoder.bytes(), encoder.length());
    return new Chunk(ChunkEncoding.XOR, from, from + (count - 1) * 1000L, data);
  }

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public Labels externalLabels() {
    return external;
  }

  @Override
  public TimeRange range() {
    return TimeRange.ALL;
  }

  private List<Map.Entry<Labels, List<Chunk>>> matching(List<Matcher> matchers, TimeRange range) {
    List<Map.Entry<Labels, List<Chunk>>> found = new ArrayList<>();
    series.forEach((labels, chunks) -> {
      List<Chunk> in =
          chunks.stream().filter(c -> range.overlaps(c.minTime(), c.maxTime())).toList();
      byte[] packed = labels.packed();
      if (!in.isEmpty()
          && matchers.stream().allMatch(m -> m.matchesSeries(packed, 0, packed.length))) {
        found.add(Map.entry(labels, in));
      }
    });
    return found;
  }

  @Override
  public ChunkSeriesCursor series(ChunkRequest request) {
    open.incrementAndGet();
    return new Cursor(matching(request.matchers(), request.range()), request.context());
  }

  @Override
  public LabelAnswer labelNames(LabelRequest request) {
    LabelUnion union = new LabelUnion();
    matching(request.matchers(), request.range())
        .forEach(found -> union.addAll(found.getKey().toMap().keySet()));
    return new LabelAnswer(union.list(request.limit()), false, Outcome.FINAL);
  }

  @Override
  public LabelAnswer labelValues(String name, LabelRequest request) {
    if (failAfter == 0) {
      throw failure.get();
    }
    LabelUnion union = new LabelUnion();
    matching(request.matchers(), request.range())
        .forEach(found -> found.getKey().get(name).ifPresent(v -> union.addAll(List.of(v))));
    return new LabelAnswer(union.list(request.limit()), false, Outcome.FINAL);
  }

  private final class Cursor implements ChunkSeriesCursor {
    private final List<Map.Entry<Labels, List<Chunk>>> found;
    private final QueryContext context;
    private final ChunkBytes bytes = new ChunkBytes();
    private int at = -1;

    Cursor(List<Map.Entry<Labels, List<Chunk>>> found, QueryContext context) {
      this.found = found;
      this.context = context;
    }

    private Chunk at(int chunk) {
      return found.get(at).getValue().get(chunk);
    }

    @Override
    public boolean next() {
      context.check();
      at++;
      if (at == failAfter) {
        throw failure.get();
      }
      return at < found.size();
    }

    @Override
    public byte[] labelBytes() {
      return found.get(at).getKey().packed();
    }

    @Override
    public int labelsFrom() {
      return 0;
    }

    @Override
    public int labelsTo() {
      return labelBytes().length;
    }

    @Override
    public boolean lacks(byte[] labelName) {
      String name = new String(labelName, StandardCharsets.UTF_8);
      return found.stream().noneMatch(series -> series.getKey().get(name).isPresent());
    }

    @Override
    public int chunks() {
      return found.get(at).getValue().size();
    }

    @Override
    public long chunkMinTime(int chunk) {
      return at(chunk).minTime();
    }

    @Override
    public long chunkMaxTime(int chunk) {
      return at(chunk).maxTime();
    }

    @Override
    public ChunkEncoding chunkEncoding(int chunk) {
      return at(chunk).encoding();
    }

    @Override
    public ChunkBytes chunk(int chunk) {
      byte[] data = at(chunk).data();
      return bytes.set(at(chunk).encoding(), data, 0, data.length);
    }

    @Override
    public void close() {
      open.decrementAndGet();
    }
  }
}
