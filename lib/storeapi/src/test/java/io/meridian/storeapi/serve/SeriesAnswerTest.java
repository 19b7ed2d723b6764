package io.meridian.storeapi.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.airlift.compress.v3.xxhash.XxHash64JavaHasher;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.meridian.api.thanos.AggrChunk;
import io.meridian.api.thanos.LabelMatcher;
import io.meridian.api.thanos.PartialResponseStrategy;
import io.meridian.api.thanos.Reduction;
import io.meridian.api.thanos.SeriesRequest;
import io.meridian.api.thanos.SeriesResponse;
import io.meridian.api.thanos.ShardInfo;
import io.meridian.model.CorruptDataException;
import io.meridian.model.Labels;
import io.meridian.model.QueryContext;
import io.meridian.model.SampleBuffer;
import io.meridian.model.UnavailableException;
import io.meridian.storeapi.wire.Frame;
import io.meridian.storeapi.wire.SeriesFrames;
import io.meridian.testkit.Seed;
import io.meridian.tsdb.block.ChunkSeriesCursor;
import io.meridian.tsdb.chunk.ChunkDecoder;
import io.meridian.tsdb.chunk.ChunkEncoding;
import io.meridian.tsdb.chunk.Xor2Encoder;
import io.meridian.tsdb.head.SeriesProjection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Answers over stores in memory, held against what a request asks for, written down plainly. */
class SeriesAnswerTest {
  private static final String[] NAMES = {"__name__", "Z", "a", "aa", "b", "c", "d", "é"};
  private static final long LAST = 1_000_000;

  @RegisterExtension final Seed seed = new Seed();

  @TempDir private Path scratch;

  private final QueryContext context =
      new QueryContext(System::nanoTime, Duration.ofMinutes(1), 1 << 30, Long.MAX_VALUE);

  private List<SeriesResponse> ask(
      SeriesRequest request, int sortBytes, boolean allEncodings, List<MemoryStore> stores) {
    List<Frame> frames = new ArrayList<>();
    SeriesQuery query = SeriesQuery.of(request, allEncodings);
    ServeOptions options = ServeOptions.in(scratch).withSortBytes(sortBytes);
    new SeriesAnswer(
            options, query, context, new SeriesFrames(query.batchSize(), false, frames::add))
        .send(List.copyOf(stores));
    assertThat(stores).allSatisfy(store -> assertThat(store.open()).hasValue(0));
    assertThat(context.bytes()).isZero();
    assertThat(scratch).isEmptyDirectory();
    return frames.stream().map(SeriesAnswerTest::parse).toList();
  }

  private static SeriesResponse parse(Frame frame) {
    try {
      return SeriesResponse.parseFrom(frame.bytes());
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  private GivenSeries given(SeriesRequest request, int sortBytes, List<MemoryStore> stores) {
    return GivenSeries.of(ask(request, sortBytes, false, stores).iterator());
  }

  private static SeriesRequest.Builder request(String name, String regex) {
    return SeriesRequest.newBuilder()
        .setMaxTime(LAST)
        .addMatchers(
            LabelMatcher.newBuilder().setType(LabelMatcher.Type.RE).setName(name).setValue(regex));
  }

  private static Labels labels(RandomGenerator random, int most, List<String> names) {
    Map<String, String> labels = new TreeMap<>();
    for (int i = random.nextInt(most + 1); i > 0; i--) {
      labels.put(names.get(random.nextInt(names.size())), Integer.toString(random.nextInt(3)));
    }
    return Labels.of(labels);
  }

  @Test
  void givesEverySeriesInTheOrderOfItsFinalLabels() {
    RandomGenerator random = seed.random();
    for (int round = 0; round < 150; round++) {
      List<MemoryStore> stores = new ArrayList<>();
      for (int i = random.nextInt(4); i >= 0; i--) {
        stores.add(store(random));
      }
      SeriesRequest.Builder request =
          random.nextBoolean() ? request("__name__", ".+") : request("nothing", ".*");
      for (int i = random.nextInt(3); i > 0; i--) {
        request.addWithoutReplicaLabels(NAMES[random.nextInt(NAMES.length)]);
      }
      request.setResponseBatchSize(random.nextInt(5));
      int sortBytes = 1 << random.nextInt(16);

      GivenSeries given = given(request.build(), sortBytes, stores);

      Map<Labels, List<AggrChunk>> expected = expected(request, stores);
      assertThat(given.labels()).isEqualTo(List.copyOf(expected.keySet()));
      assertThat(given.inOrderOfTime().series()).isEqualTo(List.copyOf(expected.entrySet()));
      checkShards(request, given, stores, 1 + random.nextInt(4), random);
      int limit = random.nextInt(5);
      assertThat(given(request.setLimit(limit).build(), sortBytes, stores).labels())
          .isEqualTo(limit == 0 ? given.labels() : given.labels().stream().limit(limit).toList());
    }
  }

  private static MemoryStore store(RandomGenerator random) {
    MemoryStore store = new MemoryStore(labels(random, 2, List.of(NAMES)));
    List<String> names = new ArrayList<>(List.of(NAMES));
    if (random.nextBoolean()) { // what is added or removed is then often in no series
      Collections.shuffle(names, Random.from(random));
      names = names.subList(0, 1 + random.nextInt(4));
    }
    for (int i = random.nextInt(80); i > 0; i--) {
      Labels labels = labels(random, 5, names);
      if (!store.content().containsKey(labels)) {
        store.add(labels, MemoryStore.floats(i * 1000L, 1 + random.nextInt(20), random.nextInt()));
      }
    }
    return store;
  }

  private static Map<Labels, List<AggrChunk>> expected(
      SeriesRequest.Builder request, List<MemoryStore> stores) {
    Map<Labels, List<AggrChunk>> expected = new TreeMap<>();
    boolean named = request.getMatchers(0).getName().equals("__name__");
    for (MemoryStore store : stores) {
      store
          .content()
          .forEach((labels, chunks) -> {
            Map<String, String> all = new HashMap<>(labels.toMap());
            all.putAll(store.externalLabels().toMap());
            boolean matches = !named || all.containsKey("__name__");
            request.getWithoutReplicaLabelsList().forEach(all::remove);
            if (matches) {
              expected
                  .computeIfAbsent(Labels.of(all), _ -> new ArrayList<>())
                  .addAll(chunks.stream().map(SeriesAnswerTest::raw).toList());
            }
          });
    }
    expected.replaceAll((labels, chunks) ->
        new GivenSeries(List.of(Map.entry(labels, chunks)), List.of())
            .inOrderOfTime()
            .series()
            .getFirst()
            .getValue());
    return expected;
  }

  private static AggrChunk raw(MemoryStore.Chunk chunk) {
    AggrChunk.Builder raw =
        AggrChunk.newBuilder().setMinTime(chunk.minTime()).setMaxTime(chunk.maxTime());
    raw.getRawBuilder()
        .setTypeValue(chunk.encoding().code() - 1)
        .setData(ByteString.copyFrom(chunk.data()))
        .setHash(XxHash64JavaHasher.hash(chunk.data(), 0, chunk.data().length, 0));
    return raw.build();
  }

  /** Each series is in one shard, the one that its hash over the chosen labels says. */
  private void checkShards(
      SeriesRequest.Builder request,
      GivenSeries all,
      List<MemoryStore> stores,
      int shards,
      RandomGenerator random) {
    boolean by = random.nextBoolean();
    List<String> names = List.of("a", "__name__");
    for (int shard = 0; shard < shards; shard++) {
      ShardInfo info =
          ShardInfo.newBuilder()
              .setShardIndex(shard)
              .setTotalShards(shards)
              .setBy(by)
              .addAllLabels(names)
              .build();
      int index = shard;
      assertThat(given(request.clone().setShardInfo(info).build(), 1 << 20, stores).labels())
          .isEqualTo(
              all.labels().stream()
                  .filter(l -> Long.remainderUnsigned(hash(l, by, names), shards) == index)
                  .toList());
    }
  }

  private static long hash(Labels labels, boolean by, List<String> names) {
    StringBuilder text = new StringBuilder();
    labels
        .toMap()
        .forEach((name, value) -> {
          if (names.contains(name) == by) {
            text.append(name).append('\0').append(value).append('\0');
          }
        });
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = bytes[i] == 0 ? (byte) 0xff : bytes[i];
    }
    return XxHash64JavaHasher.hash(bytes, 0, bytes.length, 0);
  }

  @Test
  void putsLongSeriesIntoConsecutiveFrames() {
    MemoryStore store = new MemoryStore(Labels.of("cluster", "x"));
    for (int i = 0; i < 4_000; i++) {
      store.add(Labels.of("__name__", "long"), MemoryStore.floats(i * 120_000L, 120, 0.1 + i));
    }
    store.add(Labels.of("__name__", "short"), MemoryStore.floats(0, 2, 1));
    for (int batch : new int[] {0, 64}) {
      SeriesRequest request =
          request("__name__", ".+").setMaxTime(Long.MAX_VALUE).setResponseBatchSize(batch).build();

      List<SeriesResponse> frames = ask(request, 1 << 20, false, List.of(store));

      GivenSeries given = GivenSeries.of(frames.iterator());
      assertThat(given.labels()).hasSize(2);
      assertThat(given.series().getFirst().getValue()).hasSize(4_000);
      assertThat(frames).hasSizeGreaterThan(4);
      assertThat(frames)
          .allSatisfy(frame ->
              assertThat(frame.getSerializedSize()).isLessThan(SeriesFrames.FRAME_BYTES + 2_000));
    }
  }

  @Test
  void fillsBatchesAsFarAsTheReaderWants() {
    MemoryStore store = new MemoryStore(Labels.EMPTY);
    for (int i = 0; i < 100; i++) {
      store.add(Labels.of("i", "%03d".formatted(i)), MemoryStore.floats(0, 1, i));
    }
    SeriesRequest request = request("i", ".+").setResponseBatchSize(30).build();

    assertThat(ask(request, 1 << 20, false, List.of(store)))
        .extracting(frame -> frame.getBatch().getSeriesCount())
        .containsExactly(30, 30, 30, 10);
  }

  @Test
  void givesLabelsAloneWhereChunksAreNotWanted() {
    MemoryStore store = new MemoryStore(Labels.of("cluster", "x"));
    store.add(Labels.of("a", "1"), MemoryStore.floats(0, 1, 1));
    MemoryStore copy = new MemoryStore(Labels.of("cluster", "x", "replica", "b"));
    copy.add(Labels.of("a", "1"), MemoryStore.floats(0, 1, 1));
    SeriesRequest request =
        request("a", ".+").setSkipChunks(true).addWithoutReplicaLabels("replica").build();

    List<SeriesResponse> frames = ask(request, 1 << 20, false, List.of(store, copy));

    assertThat(frames).singleElement().extracting(f -> f.getSeries().getChunksCount()).isEqualTo(0);
    assertThat(GivenSeries.of(frames.iterator()).labels())
        .containsExactly(Labels.of("a", "1", "cluster", "x"));
  }

  @Test
  void writesStartTimestampsOnlyForWhoKnowsThem() {
    Xor2Encoder encoder = new Xor2Encoder();
    for (int i = 0; i < 50; i++) {
      encoder.append(i * 1000L, i * 0.5, i * 1000L - 300);
    }
    byte[] data = Arrays.copyOf(encoder.bytes(), encoder.length());
    MemoryStore store = new MemoryStore(Labels.EMPTY);
    store.add(Labels.of("a", "1"), new MemoryStore.Chunk(ChunkEncoding.XOR2, 0, 49_000, data));
    SeriesRequest request = request("a", ".+").build();

    AggrChunk plain =
        ask(request, 1 << 20, false, List.of(store)).getFirst().getSeries().getChunks(0);
    AggrChunk asItIs =
        ask(request, 1 << 20, true, List.of(store)).getFirst().getSeries().getChunks(0);

    assertThat(asItIs.getRaw().getTypeValue()).isEqualTo(3);
    assertThat(asItIs.getRaw().getData().toByteArray()).isEqualTo(data);
    assertThat(plain.getRaw().getTypeValue()).isZero();
    byte[] xor = plain.getRaw().getData().toByteArray();
    assertThat(plain.getRaw().getHash()).isEqualTo(XxHash64JavaHasher.hash(xor, 0, xor.length, 0));
    SampleBuffer samples = new SampleBuffer();
    new ChunkDecoder().decode(ChunkEncoding.XOR, xor, 0, xor.length, samples);
    assertThat(samples.size()).isEqualTo(50);
    assertThat(samples.time(49)).isEqualTo(49_000);
    assertThat(samples.value(49)).isEqualTo(24.5);
  }

  @Test
  void goesOnWithoutAStoreThatFailsOrFailsWithIt() {
    MemoryStore whole = new MemoryStore(Labels.of("cluster", "x"));
    MemoryStore broken = new MemoryStore(Labels.of("cluster", "y"));
    for (int i = 0; i < 5; i++) {
      whole.add(Labels.of("a", "" + i), MemoryStore.floats(0, 1, 1));
      broken.add(Labels.of("a", "" + i), MemoryStore.floats(0, 1, 1));
    }
    broken.failing(2, () -> new UnavailableException("its disk is gone"));

    GivenSeries given = given(request("a", ".+").build(), 1 << 20, List.of(whole, broken));

    assertThat(given.labels()).hasSize(7);
    assertThat(given.warnings()).containsExactly("memory {cluster=\"y\"}: its disk is gone");
    SeriesRequest strict =
        request("a", ".+").setPartialResponseStrategy(PartialResponseStrategy.ABORT).build();
    assertThatThrownBy(() -> given(strict, 1 << 20, List.of(whole, broken)))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.ABORTED))
        .hasMessageContaining("its disk is gone");
  }

  /** A store whose reduced series are its series, or which has neither. */
  private static MemoryStore reducing(String cluster, boolean broken) {
    MemoryStore store =
        new MemoryStore(Labels.of("cluster", cluster)) {
          @Override
          public ChunkSeriesCursor series(ChunkRequest request) {
            if (broken) {
              throw new UnavailableException("its head is gone");
            }
            return super.series(request);
          }

          @Override
          public Optional<ChunkSeriesCursor> projected(
              ChunkRequest request, SeriesProjection projection) {
            return Optional.of(series(request));
          }
        };
    return store.add(Labels.of("a", cluster), MemoryStore.floats(0, 1, 1));
  }

  @Test
  void goesOnWithoutAStoreThatFailsToOpenReducedSeriesAsWithWhole() {
    List<MemoryStore> stores = List.of(reducing("x", false), reducing("y", true));
    Reduction none = Reduction.getDefaultInstance();
    for (boolean reduced : new boolean[] {false, true}) {
      SeriesRequest.Builder request = request("a", ".+");
      if (reduced) {
        request.setReduction(none);
      }

      GivenSeries given = given(request.build(), 1 << 20, stores);

      assertThat(given.labels())
          .containsExactly(reduced ? Labels.of("a", "x") : Labels.of("a", "x", "cluster", "x"));
      assertThat(given.warnings()).containsExactly("memory {cluster=\"y\"}: its head is gone");
      SeriesRequest strict =
          request.setPartialResponseStrategy(PartialResponseStrategy.ABORT).build();
      assertThatThrownBy(() -> given(strict, 1 << 20, stores))
          .hasMessageContaining("ABORTED: memory {cluster=\"y\"}: its head is gone");
    }
  }

  @Test
  void givesTheOtherChunksOfASeriesWithADamagedOne() {
    MemoryStore store = new MemoryStore(Labels.EMPTY);
    MemoryStore.Chunk good = MemoryStore.floats(0, 3, 1);
    MemoryStore.Chunk damaged =
        new MemoryStore.Chunk(ChunkEncoding.AGGREGATE, 5_000, 6_000, new byte[] {9});
    store.add(Labels.of("a", "1"), good, damaged);
    store.add(Labels.of("a", "2"), damaged);

    GivenSeries given = given(request("a", ".+").build(), 1 << 20, List.of(store));

    assertThat(given.labels()).containsExactly(Labels.of("a", "1"));
    assertThat(given.series().getFirst().getValue()).hasSize(1);
    assertThat(given.warnings()).hasSize(1);
  }

  @Test
  void sortsMoreSeriesThanMemoryHoldsThroughFiles() throws Exception {
    MemoryStore store = new MemoryStore(Labels.EMPTY);
    for (int replica = 0; replica < 3; replica++) {
      for (int i = 0; i < 2_000; i++) {
        store.add(
            Labels.of("__name__", "m", "a_replica", "" + replica, "i", "%04d".formatted(i)),
            MemoryStore.floats(replica * 1000L, 1, i));
      }
    }
    SeriesRequest request = request("__name__", "m").addWithoutReplicaLabels("a_replica").build();

    GivenSeries given = given(request, 10_000, List.of(store));

    assertThat(given.labels()).hasSize(2_000).isSortedAccordingTo(Comparator.naturalOrder());
    assertThat(given.series()).allSatisfy(of -> assertThat(of.getValue()).hasSize(3));
    Path file = Files.createFile(scratch.resolve("file"));
    ServeOptions nowhere = ServeOptions.in(file).withSortBytes(1000);
    SeriesQuery query = SeriesQuery.of(request, false);
    List<Frame> frames = new ArrayList<>();
    new SeriesAnswer(nowhere, query, context, new SeriesFrames(0, false, frames::add))
        .send(List.of(store));
    assertThat(parse(frames.getLast()).getWarning()).contains("need a file in " + file);
    Files.delete(file);
  }

  @Test
  void namesWhatItCannotUnderstand() {
    MemoryStore store = new MemoryStore(Labels.EMPTY);
    store.add(Labels.of("a", "1"), MemoryStore.floats(0, 1, 1));

    assertThatThrownBy(() -> given(SeriesRequest.getDefaultInstance(), 1, List.of(store)))
        .hasMessageContaining("no matchers");
    ShardInfo shard = ShardInfo.newBuilder().setShardIndex(2).setTotalShards(2).build();
    assertThatThrownBy(
            () -> given(request("a", ".+").setShardInfo(shard).build(), 1, List.of(store)))
        .hasMessageContaining("shard 2 of 2 does not exist");
    SeriesRequest unknown =
        SeriesRequest.newBuilder()
            .addMatchers(LabelMatcher.newBuilder().setTypeValue(7).setName("a"))
            .build();
    assertThatThrownBy(() -> given(unknown, 1, List.of(store))).hasMessageContaining("type 7");
    store.failing(0, () -> new CorruptDataException("index", 7, "rubbish"));
    assertThat(given(request("a", ".+").build(), 1, List.of(store)).warnings()).hasSize(1);
  }
}
