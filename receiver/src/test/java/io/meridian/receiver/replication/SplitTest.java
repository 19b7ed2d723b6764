package io.meridian.receiver.replication;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import io.airlift.compress.v3.snappy.SnappyDecompressor;
import io.meridian.api.prometheus.Histogram;
import io.meridian.api.prometheus.TimeSeries;
import io.meridian.api.thanos.WriteRequest;
import io.meridian.api.write.v2.Request;
import io.meridian.cluster.ring.Hashring;
import io.meridian.model.LabelHash;
import io.meridian.model.LabelsBuilder;
import io.meridian.receiver.message.SeriesLabels;
import io.meridian.testkit.Conformance;
import io.meridian.testkit.Golden;
import io.meridian.testkit.Seed;
import io.meridian.tsdb.ingest.RemoteWrite2Decoder;
import io.meridian.tsdb.ingest.RemoteWriteDecoder;
import io.meridian.tsdb.ingest.WriteBatch;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Slices of requests, those of real senders among them. */
final class SplitTest {
  private static final int MOST = 64 << 20;
  private static final Comparator<ByteString> BYTES =
      ByteString.unsignedLexicographicalComparator();

  @RegisterExtension final Seed seed = new Seed();

  private static Hashring ring(int copies, String... addresses) {
    return Fleet.rings(copies, List.of(addresses)).rings().getFirst().ring();
  }

  private static Split split(Hashring ring, int local, WriteBatch batch) {
    return split(ring, local, _ -> false, batch);
  }

  private static Split split(Hashring ring, int local, IntPredicate keepsAny, WriteBatch batch) {
    return new Split("t1", ring, local, keepsAny, batch, new Split.Scratch());
  }

  private static List<byte[]> bodies(String sender) throws IOException {
    List<byte[]> bodies = new ArrayList<>();
    List<Path> files;
    try (var all = Files.list(Golden.assumePresent("golden/wire/" + sender))) {
      files = all.filter(file -> file.toString().endsWith(".body")).sorted().toList();
    }
    SnappyDecompressor snappy = SnappyDecompressor.create();
    for (Path file : files) {
      byte[] compressed = Files.readAllBytes(file);
      byte[] body = new byte[snappy.getUncompressedLength(compressed, 0)];
      snappy.decompress(compressed, 0, compressed.length, body, 0, body.length);
      bodies.add(body);
    }
    return bodies;
  }

  private static byte[] bytes(Split split, int slot) {
    WireBytes message = split.slice(slot).message();
    return Arrays.copyOf(message.array(), message.length());
  }

  /**
   * What a receiver of Thanos up to 0.42 sends: the series as they came, tenant, replica; and what
   * is said of metrics, which only ours know.
   */
  private static byte[] expected(byte[] body) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream metadata = new ByteArrayOutputStream();
    CodedInputStream in = CodedInputStream.newInstance(body);
    while (!in.isAtEnd()) {
      int from = in.getTotalBytesRead();
      int tag = in.readTag();
      in.skipField(tag);
      if (tag == 0x0a) {
        out.write(body, from, in.getTotalBytesRead() - from);
      } else if (tag == 0x1a) {
        metadata.writeBytes(new byte[] {(byte) 0xc2, 0x3e});
        metadata.write(body, from + 1, in.getTotalBytesRead() - from - 1);
      }
    }
    metadata.writeTo(out);
    out.writeBytes(new byte[] {0x12, 2, 't', '1', 0x18, 1});
    return out.toByteArray();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "prometheus-2.42-agent",
        "prometheus-3.14-rw1",
        "prometheus-3.14-rw1-plain",
        "vmagent-1.79"
      })
  void forwardsSeriesByteForByte(String sender) throws IOException {
    List<byte[]> bodies = bodies(sender);
    for (byte[] body : bodies) {
      Split split = split(ring(1, "a"), -1, Fleet.batch(body));

      assertThat(bytes(split, 0)).isEqualTo(expected(body));
    }
    Conformance.count("forwarded-requests", bodies.size());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "prometheus-3.14-rw2",
        "prometheus-3.14-rw2-custom-buckets",
        "prometheus-3.14-rw2-start-timestamps",
        "prometheus-3.9-rw2-metadata"
      })
  void writesOutWhatSymbolsStandFor(String sender) throws IOException {
    List<byte[]> bodies = bodies(sender);
    for (byte[] body : bodies) {
      WriteBatch sent = new WriteBatch();
      new RemoteWrite2Decoder().decode(body, 0, body.length, MOST, sent);
      Split split = split(ring(1, "a"), -1, sent);

      WriteRequest message = WriteRequest.parseFrom(bytes(split, 0));

      assertThat(message.getTenant()).isEqualTo("t1");
      byte[] series = message.toBuilder().clearTenant().clearReplica().build().toByteArray();
      requireSame(sent, Fleet.batch(series));
      Request request = Request.parseFrom(body);
      for (int i = 0; i < request.getTimeseriesCount(); i++) {
        assertThat(
                message.getTimeseries(i).getHistogramsList().stream().map(Histogram::toByteString))
            .containsExactlyElementsOf(
                request.getTimeseries(i).getHistogramsList().stream()
                    .map(io.meridian.api.write.v2.Histogram::toByteString)
                    .toList());
      }
    }
    Conformance.count("forwarded-requests", bodies.size());
  }

  private static void requireSame(WriteBatch sent, WriteBatch got) {
    assertThat(got.size()).isEqualTo(sent.size());
    assertThat(got.samples().size()).isEqualTo(sent.samples().size());
    for (int series = 0; series < sent.size(); series++) {
      assertThat(got.labelText(series)).isEqualTo(sent.labelText(series));
      assertThat(got.samplesTo(series)).isEqualTo(sent.samplesTo(series));
    }
    for (int i = 0; i < sent.samples().size(); i++) {
      assertThat(got.samples().time(i)).isEqualTo(sent.samples().time(i));
      assertThat(Double.doubleToRawLongBits(got.samples().value(i)))
          .isEqualTo(Double.doubleToRawLongBits(sent.samples().value(i)));
      assertThat(got.samples().startTime(i)).isEqualTo(sent.samples().startTime(i));
      boolean isHistogram = sent.samples().hasHistograms() && sent.samples().laneIndex(i) >= 0;
      assertThat(got.samples().hasHistograms() && got.samples().laneIndex(i) >= 0)
          .isEqualTo(isHistogram);
    }
    assertThat(got.exemplars().size()).isEqualTo(sent.exemplars().size());
    for (int i = 0; i < sent.exemplars().size(); i++) {
      assertThat(got.exemplars().series(i)).isEqualTo(sent.exemplars().series(i));
      assertThat(got.exemplars().time(i)).isEqualTo(sent.exemplars().time(i));
      assertThat(got.exemplars().value(i)).isEqualTo(sent.exemplars().value(i));
      assertThat(
              ByteString.copyFrom(
                  got.labelBytes(),
                  got.exemplars().labelsFrom(i),
                  got.exemplars().labelsTo(i) - got.exemplars().labelsFrom(i)))
          .isEqualTo(
              ByteString.copyFrom(
                  sent.labelBytes(),
                  sent.exemplars().labelsFrom(i),
                  sent.exemplars().labelsTo(i) - sent.exemplars().labelsFrom(i)));
    }
  }

  @Test
  void placesEachCopyWhereTheRingDoes() throws IOException {
    Hashring ring = ring(2, "n0:10901", "n1:10901", "n2:10901");
    List<TimeSeries> all = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      all.add(Fleet.series(i, "__name__=m" + i, "job=a"));
    }
    Split split = split(ring, 1, Fleet.batch(all));

    int[] places = new int[2];
    List<List<TimeSeries>> expected = new ArrayList<>();
    List<TimeSeries> here = new ArrayList<>();
    for (int slot = 0; slot < 6; slot++) {
      expected.add(new ArrayList<>());
    }
    for (int i = 0; i < all.size(); i++) {
      LabelsBuilder labels = new LabelsBuilder();
      labels.set("__name__", "m" + i).set("job", "a");
      ring.place(new LabelHash().ofSeries("t1", labels.build()), places);
      for (int copy = 0; copy < 2; copy++) {
        (places[copy] == 1 ? here : expected.get(2 * places[copy] + copy)).add(all.get(i));
      }
    }
    for (int slot = 0; slot < 6; slot++) {
      assertThat(split.isSent(slot)).isEqualTo(slot / 2 != 1);
      if (split.isSent(slot)) {
        WriteRequest message = WriteRequest.parseFrom(bytes(split, slot));
        assertThat(message.getTimeseriesList()).isEqualTo(expected.get(slot));
        assertThat(message.getReplica()).isEqualTo(slot % 2 + 1);
      }
    }
    WireBytes own = split.here();
    assertThat(
            WriteRequest.parseFrom(ByteString.copyFrom(own.array(), 0, own.length()))
                .getTimeseriesList())
        .isEqualTo(here);
    assertThat(split.isAllHere()).isFalse();
    assertThat(split.groups()).isEqualTo(6);
  }

  @Test
  void placesSeriesByTheContractsVectors() {
    Hashring ring = ring(2, "n0:10901", "n1:10901", "n2:10901");
    Split split = split(ring, -1, Fleet.batch(List.of(Fleet.series(1, "__name__=up", "job=a"))));
    WriteBatch batch = Fleet.batch(List.of(Fleet.series(1, "__name__=up", "job=a")));

    assertThat(Long.toUnsignedString(new SeriesLabels().read(new byte[] {'t', '1'}, batch, 0)))
        .isEqualTo("10108864156729757865");
    assertThat(split.slot(0, 0)).isEqualTo(2 * 1);
    assertThat(split.slot(0, 1)).isEqualTo(2 * 0 + 1);
  }

  /** Labels in order or not, also such as are long or many. */
  @Test
  void hashesLabelsInTheOrderOfTheirNames() {
    RandomGenerator random = seed.random();
    SeriesLabels labels = new SeriesLabels();
    for (int round = 0; round < 2000; round++) {
      Map<String, String> all = new TreeMap<>();
      for (int i = random.nextInt(30); i >= 0; i--) {
        String name = "n" + "é".repeat(random.nextInt(3)) + random.nextInt(100);
        String value = "v".repeat(random.nextInt(10) == 0 ? 1 + random.nextInt(300) : 5);
        all.put(name.repeat(random.nextInt(40) == 0 ? 50 : 1), value);
      }
      LabelsBuilder sorted = new LabelsBuilder();
      all.forEach(sorted::set);
      List<String> written = new ArrayList<>();
      all.forEach((name, value) -> written.add(name + "=" + value));
      boolean shuffled = random.nextBoolean();
      if (shuffled) {
        Collections.shuffle(written, Random.from(random));
      }
      WriteBatch batch = Fleet.batch(List.of(Fleet.series(1, written.toArray(String[]::new))));

      assertThat(labels.read(new byte[] {'t', '1'}, batch, 0))
          .as("%s", written)
          .isEqualTo(new LabelHash().ofSeries("t1", sorted.build()));
      assertThat(labels.isSorted() || shuffled).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"prometheus-2.42-agent", "prometheus-3.14-rw2", "vmagent-1.79"})
  void sendsOneMessageToAllWhereAllKeepEverything(String sender) throws IOException {
    Hashring ring = ring(3, "a", "b", "c");
    for (byte[] body : bodies(sender)) {
      WriteBatch sent = new WriteBatch();
      if (sender.contains("rw2")) {
        new RemoteWrite2Decoder().decode(body, 0, body.length, MOST, sent);
      } else {
        new RemoteWriteDecoder().decode(body, 0, body.length, sent);
      }
      Split split = split(ring, 1, _ -> true, sent);

      assertThat(split.isAllHere()).isTrue();
      assertThat(split.groups()).isEqualTo(1);
      assertThat(IntStream.range(0, 9).filter(split::isSent)).containsExactly(0, 6);
      assertThat(IntStream.range(0, 3).map(copy -> split.slot(0, copy))).containsExactly(0, 4, 6);
      byte[] message = bytes(split, 0);
      assertThat(bytes(split, 6)).isEqualTo(message);
      assertThat(split.slice(0).copy()).isEqualTo(Slice.ANY_COPY);
      WriteRequest request = WriteRequest.parseFrom(message);
      assertThat(request.getTenant()).isEqualTo("t1");
      assertThat(request.getReplica()).isEqualTo(65535);
      assertThat(request.getMetadataCount()).isEqualTo(sent.metadata().size());
      byte[] apart = bytes(split(ring(1, "a"), -1, sent), 0);
      assertThat(request.toBuilder().setReplica(1).build())
          .isEqualTo(WriteRequest.parseFrom(apart));
    }
  }

  /** Of three endpoints two keep a series, and one of them any copy. */
  @Test
  void bringsCopiesTogetherForWhoKeepsAny() throws IOException {
    Hashring ring = ring(2, "n0:10901", "n1:10901", "n2:10901");
    List<TimeSeries> all = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      all.add(Fleet.series(i, "__name__=m" + i, "job=a"));
    }
    WriteBatch batch = Fleet.batch(all);
    Split apart = split(ring, 1, batch);

    Split split = split(ring, 1, endpoint -> endpoint == 2, batch);

    assertThat(IntStream.range(0, 6).filter(split::isSent)).containsExactly(0, 1, 4);
    assertThat(bytes(split, 0)).isEqualTo(bytes(apart, 0));
    assertThat(bytes(split, 1)).isEqualTo(bytes(apart, 1));
    WriteRequest message = WriteRequest.parseFrom(bytes(split, 4));
    assertThat(message.getReplica()).isEqualTo(65535);
    List<TimeSeries> both = new ArrayList<>();
    both.addAll(WriteRequest.parseFrom(bytes(apart, 4)).getTimeseriesList());
    both.addAll(WriteRequest.parseFrom(bytes(apart, 5)).getTimeseriesList());
    both.sort(Comparator.comparingLong(each -> each.getSamples(0).getTimestamp()));
    assertThat(message.getTimeseriesList()).isEqualTo(both);
    assertThat(IntStream.range(0, split.groups()).mapToObj(group -> split.slot(group, 0)))
        .contains(0, 2, 4)
        .doesNotContain(5);
    assertThat(split.here().length()).isEqualTo(apart.here().length());
  }

  /** Requests whose series cannot be copied as one piece come out as the same series. */
  @Test
  void sendsOneMessageAlsoOfSeriesThatAreWrittenOtherwise() throws IOException {
    byte[] series = Fleet.series(1, "a=b").toByteArray();
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(new byte[] {0x0a, (byte) (0x80 | series.length), 0}); // a long length
    body.writeBytes(series);
    body.writeBytes(new byte[] {0x2a, 1, 'x'}); // an unknown field
    body.writeBytes(new byte[] {0x0a, (byte) series.length});
    body.writeBytes(series);
    byte[] labels = Arrays.copyOf(series, series.length - Fleet.series(1).toByteArray().length);
    byte[] samples = Fleet.series(1).toByteArray();
    body.writeBytes(new byte[] {0x0a, (byte) (2 * labels.length + samples.length)});
    body.writeBytes(labels);
    body.writeBytes(samples);
    body.writeBytes(labels); // labels that stand apart
    WriteBatch batch = Fleet.batch(body.toByteArray());

    Split split = split(ring(2, "a", "b"), 0, _ -> true, batch);

    WriteRequest message = WriteRequest.parseFrom(bytes(split, 2));
    assertThat(message.getTimeseriesList())
        .containsExactlyElementsOf(
            io.meridian.api.prometheus.WriteRequest.parseFrom(body.toByteArray())
                .getTimeseriesList());
    assertThat(message.getUnknownFields().asMap()).isEmpty();
  }

  @Test
  void bringsLabelsIntoOrder() throws IOException {
    Hashring ring = ring(1, "a", "b", "c");
    WriteBatch sorted = Fleet.batch(List.of(Fleet.series(1, "__name__=up", "a=1", "b=2")));
    WriteBatch mixed = Fleet.batch(List.of(Fleet.series(1, "b=2", "__name__=up", "a=1")));
    int slot = split(ring, -1, sorted).slot(0, 0);

    Split split = split(ring, -1, mixed);

    assertThat(split.slot(0, 0)).isEqualTo(slot);
    assertThat(bytes(split, slot)).isEqualTo(bytes(split(ring, -1, sorted), slot));
  }

  @Test
  void bringsLabelsOfAnyOrderIntoOne() throws IOException {
    Hashring ring = ring(1, "a", "b", "c");
    RandomGenerator random = seed.random();
    for (int round = 0; round < 300; round++) {
      List<String> labels = new ArrayList<>();
      for (int i = random.nextInt(1, 60); i > 0; i--) {
        labels.add("n" + (char) random.nextInt('a', 0x2000) + i + "=" + random.nextInt());
      }
      labels.sort(Comparator.comparing(SplitTest::name, BYTES));
      byte[] sorted = sliceOf(ring, labels);
      Collections.shuffle(labels, random);

      assertThat(sliceOf(ring, labels)).as("%s", labels).isEqualTo(sorted);
    }
  }

  private static ByteString name(String label) {
    return ByteString.copyFromUtf8(label.substring(0, label.indexOf('=')));
  }

  private static byte[] sliceOf(Hashring ring, List<String> labels) {
    WriteBatch batch = Fleet.batch(List.of(Fleet.series(1, labels.toArray(String[]::new))));
    Split split = split(ring, -1, batch);
    return bytes(split, split.slot(0, 0));
  }

  @Test
  void keepsAllHereWhereThisIsTheOnlyEndpoint() {
    Split split = split(ring(1, "a"), 0, Fleet.batch(List.of(Fleet.series(1, "__name__=up"))));

    assertThat(split.isAllHere()).isTrue();
    assertThat(split.isSent(0)).isFalse();
    assertThat(split.slotsHere()).containsExactly(0);
  }

  @Test
  void leavesLabelsThatAreNoneToWhoeverAppendsThem() throws IOException {
    byte[] damaged = {0x0a, 8, 0x0a, 6, 0x0a, 1, 'a', 0x12, 9, 'b'};
    WriteBatch batch = Fleet.batch(damaged);

    byte[] message = bytes(split(ring(1, "a"), -1, batch), 0);

    assertThat(Arrays.copyOf(message, damaged.length)).isEqualTo(damaged);
  }
}
