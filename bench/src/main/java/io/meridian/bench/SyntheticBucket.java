package io.meridian.bench;

import io.meridian.bucket.Bucket;
import io.meridian.bucket.Condition;
import io.meridian.bucket.Content;
import io.meridian.bucket.ListRequest;
import io.meridian.bucket.ListedObject;
import io.meridian.bucket.Listing;
import io.meridian.bucket.ObjectInfo;
import io.meridian.bucket.ObjectNotFoundException;
import io.meridian.bucket.ObjectStream;
import io.meridian.bucket.Operation;
import io.meridian.bucket.Place;
import io.meridian.model.Labels;
import io.meridian.tsdb.block.BlockFile;
import io.meridian.tsdb.block.BlockMeta;
import io.meridian.tsdb.block.BlockStats;
import io.meridian.tsdb.block.Compaction;
import io.meridian.tsdb.block.ThanosMeta;
import io.meridian.tsdb.block.Ulid;
import io.meridian.tsdb.file.Crc32c;
import java.io.ByteArrayInputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A bucket of many blocks that are made up when they are asked for: of a hundred tenants with two
 * replicas each, compacted from 24 sources, with four chunk files.
 */
final class SyntheticBucket implements Bucket {
  private static final int PAGE = 1000;
  private static final int SEGMENTS = 4;
  private static final int SOURCES = 24;
  private static final int TENANTS = 100;
  private static final long NAMED_FROM = 1_700_000_000_000L;
  private static final long SOURCES_FROM = 1_600_000_000_000L;
  private static final long DAYS_2 = 172_800_000;
  private static final long SEGMENT_SIZE = 512L << 20;
  private static final long INDEX_SIZE = 200L << 20;
  private static final List<String> FILES =
      List.of(
          "chunks/000001",
          "chunks/000002",
          "chunks/000003",
          "chunks/000004",
          "index",
          "index.header",
          "meta.json");

  private final int blocks;
  private final MetaTemplate template;

  SyntheticBucket(int blocks) {
    this.blocks = blocks;
    this.template = new MetaTemplate(meta(0));
  }

  private static Ulid name(int block) {
    return new Ulid((NAMED_FROM + block) << 16, 1);
  }

  /** The meta of a block as its writer would write it. */
  private static byte[] meta(int block) {
    Ulid ulid = name(block);
    int tenant = block % TENANTS;
    List<Ulid> sources = new ArrayList<>();
    for (int i = 0; i < SOURCES; i++) {
      sources.add(new Ulid((SOURCES_FROM + block) << 16, i));
    }
    List<String> segments = new ArrayList<>();
    List<BlockFile> files = new ArrayList<>();
    for (int i = 0; i < SEGMENTS; i++) {
      segments.add(FILES.get(i).substring("chunks/".length()));
      files.add(new BlockFile(FILES.get(i), SEGMENT_SIZE));
    }
    files.add(new BlockFile("index", INDEX_SIZE));
    files.add(new BlockFile("meta.json", 0));
    Labels labels =
        Labels.of(
            "cluster",
            "production-%02d".formatted(tenant % 10),
            "replica",
            "%d".formatted(block / TENANTS % 2),
            "tenant_id",
            "team-%02d".formatted(tenant));
    ThanosMeta thanos =
        ThanosMeta.of(labels, 0, ThanosMeta.SOURCE_COMPACTOR)
            .withFiles(segments, files)
            .withUploadTime(Instant.ofEpochMilli(1_800_000_000_000L));
    long from = from(block);
    BlockStats stats = new BlockStats(9_000_000_000L, 9_000_000_000L, 0, 1_000_000, 75_000_000, 0);
    return new BlockMeta(
            ulid,
            from,
            from + DAYS_2,
            stats,
            Compaction.of(3, sources, List.of()),
            Optional.of(thanos),
            Map.of())
        .write();
  }

  private static long from(int block) {
    return NAMED_FROM + block / (2 * TENANTS) * DAYS_2;
  }

  /**
   * The meta of the first block, of which any other's is made by writing over what differs: so what
   * is measured is reading metas, not writing them.
   */
  private static final class MetaTemplate {
    private static final int TIME_CHARACTERS = 10;
    private final byte[] first;
    private final List<Integer> names;
    private final List<Integer> sources;
    private final int minTime;
    private final int maxTime;
    private final int cluster;
    private final int replica;
    private final int tenant;

    MetaTemplate(byte[] first) {
      String text = new String(first, StandardCharsets.US_ASCII);
      this.first = first;
      this.names = places(text, time(NAMED_FROM));
      this.sources = places(text, time(SOURCES_FROM));
      this.minTime = text.indexOf("" + from(0));
      this.maxTime = text.indexOf("" + (from(0) + DAYS_2));
      this.cluster = text.indexOf("production-00") + "production-0".length();
      this.replica = text.indexOf("\"replica\": \"0") + "\"replica\": \"".length();
      this.tenant = text.indexOf("team-00") + "team-".length();
    }

    /** How a name begins that was given at a time. */
    private static String time(long millis) {
      return new Ulid(millis << 16, 0).toString().substring(0, TIME_CHARACTERS);
    }

    private static List<Integer> places(String text, String wanted) {
      List<Integer> places = new ArrayList<>();
      for (int at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) {
        places.add(at);
      }
      return places;
    }

    int size() {
      return first.length;
    }

    byte[] meta(int block) {
      byte[] meta = first.clone();
      names.forEach(at -> put(time(NAMED_FROM + block), meta, at));
      String source = time(SOURCES_FROM + block);
      sources.forEach(at -> put(source, meta, at));
      put("" + from(block), meta, minTime);
      put("" + (from(block) + DAYS_2), meta, maxTime);
      int number = block % TENANTS;
      put("" + number % 10, meta, cluster);
      put("" + block / TENANTS % 2, meta, replica);
      put("" + number / 10 + number % 10, meta, tenant);
      return meta;
    }

    private static void put(String text, byte[] into, int at) {
      byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
      System.arraycopy(bytes, 0, into, at, bytes.length);
    }
  }

  @Override
  public String name() {
    return "synthetic://bucket";
  }

  @Override
  public Listing list(ListRequest request) {
    int from = request.token().map(Integer::parseInt).orElse(0);
    int end = Math.min(from + PAGE, blocks * FILES.size());
    List<ListedObject> objects = new ArrayList<>(end - from);
    for (int i = from; i < end; i++) {
      String file = FILES.get(i % FILES.size());
      long size =
          switch (file) {
            case "meta.json" -> template.size();
            case "index" -> INDEX_SIZE;
            default -> SEGMENT_SIZE;
          };
      objects.add(new ListedObject(name(i / FILES.size()) + "/" + file, size, Instant.EPOCH));
    }
    return new Listing(
        objects,
        List.of(),
        end < blocks * FILES.size() ? Optional.of(Integer.toString(end)) : Optional.empty());
  }

  @Override
  public ObjectStream get(String object) {
    int block = (int) (Ulid.parse(object.substring(0, Ulid.LENGTH)).time() - NAMED_FROM);
    byte[] meta = template.meta(block);
    return new ObjectStream(
        name(),
        new ObjectInfo(object, meta.length, Instant.EPOCH, "1"),
        new ByteArrayInputStream(meta));
  }

  /** The end of an index: offsets of nothing, and their checksum. */
  @Override
  public byte[] getRange(String object, long offset, int length) {
    MemorySegment end = MemorySegment.ofArray(new byte[length]);
    end.set(
        ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN),
        length - 4,
        Crc32c.of(end, 0, length - 4));
    return (byte[]) end.heapBase().orElseThrow();
  }

  @Override
  public ObjectInfo head(String object) {
    throw new ObjectNotFoundException(new Place(name(), object, Operation.HEAD));
  }

  @Override
  public String put(String object, Content content, Condition condition) {
    throw new UnsupportedOperationException("the bucket is made up");
  }

  @Override
  public void delete(String object) {
    throw new UnsupportedOperationException("the bucket is made up");
  }

  @Override
  public void close() {}
}
