package io.meridian.blocks;

import io.meridian.bucket.Bucket;
import io.meridian.bucket.ListedObject;
import io.meridian.bucket.ObjectNotFoundException;
import io.meridian.model.CorruptDataException;
import io.meridian.model.Labels;
import io.meridian.tsdb.block.BlockMeta;
import io.meridian.tsdb.block.ThanosMeta;
import io.meridian.tsdb.block.Ulid;
import io.meridian.tsdb.index.IndexToc;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Finds out which blocks a bucket has.
 *
 * <p>The whole bucket is listed, a thousand objects a request: that tells which blocks are
 * complete, which are marked, and how large each file is, without a request a block. Metas that are
 * not known yet are fetched beside the listing, many at a time, and kept on the local disk; of a
 * new index the last bytes are read on the way. What is known of a block stays in memory from one
 * call to the next, and is looked at again only when the listing shows another meta.
 *
 * <p>Nothing is left out in silence: see {@link BucketView#leftOut}. Where the bucket itself fails,
 * the call fails, and who asked keeps the view it had. Used by one thread.
 */
public final class BlockDiscovery {
  /** Metas at a time, and as many ends of indexes beside them. */
  private static final int PARALLEL = 64;

  /** A meta of a block that was compacted from thousands is smaller. */
  private static final int LARGEST_META = 64 << 20;

  private static final int LARGEST_MARK = 1 << 20;

  private final Bucket bucket;
  private final MetaCache cache;
  private volatile DiscoveryRules rules;
  private final InstantSource clock;
  private final Map<Labels, Labels> labelSets = new ConcurrentHashMap<>();
  private volatile Map<Ulid, Seen> seen = Map.of();

  /** What was found out about a block's meta when it had a certain version. */
  private record Seen(long metaSize, long metaModified, Finding finding) {}

  private sealed interface Finding {
    record Whole(KnownBlock block) implements Finding {}

    record Faulty(LeftOut why) implements Finding {}
  }

  /**
   * A discovery that knows nothing yet.
   *
   * @param cacheFolder on the local disk, of this bucket only
   */
  public BlockDiscovery(
      Bucket bucket, Path cacheFolder, DiscoveryRules rules, InstantSource clock) {
    this.bucket = bucket;
    this.cache = new MetaCache(cacheFolder);
    this.rules = rules;
    this.clock = clock;
  }

  /** Has other rules from the next look on; what each of them wants of indexes is the same. */
  public void follow(DiscoveryRules other) {
    if (other.checkIndexes() != rules.checkIndexes()) {
      throw new IllegalArgumentException("whether indexes are looked at is decided once");
    }
    rules = other;
  }

  /**
   * Looks at the bucket.
   *
   * @throws io.meridian.bucket.BucketException if the bucket cannot be listed or read
   */
  public BucketView discover() {
    Instant now = clock.instant();
    Map<BlockMark, Boolean> marks = new ConcurrentHashMap<>();
    Map<Ulid, LeftOut> unreadable = new ConcurrentHashMap<>();
    Map<Ulid, Seen> found = new ConcurrentHashMap<>();
    Map<Ulid, BlockFiles> listed;
    try (Tasks metas = new Tasks(PARALLEL);
        Tasks ends = new Tasks(PARALLEL);
        Tasks marked = new Tasks(PARALLEL)) {
      listed =
          BlockListing.read(
              bucket,
              files -> {
                look(files, metas, ends, found);
                readMarks(files, marked, marks, unreadable);
              });
    }
    BlockFilter filter = new BlockFilter(rules, now, List.copyOf(marks.keySet()));
    listed
        .values()
        .forEach(files -> {
          Seen each = found.get(files.block());
          if (each == null) {
            filter.leaveOut(files.block(), new LeftOut.Partial(files.lastWrite()));
          } else {
            switch (each.finding) {
              case Finding.Faulty(LeftOut why) -> filter.leaveOut(files.block(), why);
              case Finding.Whole(KnownBlock block) -> filter.add(block);
            }
          }
        });
    unreadable.forEach(filter::leaveOut);
    seen = Map.copyOf(found);
    cache.retain(listed.values());
    return filter.view();
  }

  private void readMarks(
      BlockFiles files, Tasks tasks, Map<BlockMark, Boolean> marks, Map<Ulid, LeftOut> unreadable) {
    for (BlockMark.Kind kind : files.marks()) {
      tasks.add(() -> {
        try {
          readMark(kind, files.block()).ifPresent(mark -> marks.put(mark, true));
        } catch (CorruptDataException e) {
          unreadable.put(files.block(), new LeftOut.Damaged(said(e)));
        }
      });
    }
  }

  private Optional<BlockMark> readMark(BlockMark.Kind kind, Ulid block) {
    String object = block + "/" + kind.file();
    try {
      return Optional.of(
          Retries.meaning(
              bucket,
              object,
              () -> bucket.getAll(object, LARGEST_MARK),
              json -> BlockMark.read(kind, block, json, bucket.name() + "/" + object)));
    } catch (ObjectNotFoundException e) {
      return Optional.empty(); // taken away since the listing
    }
  }

  /** Finds out what there is to know of a block with a meta, if that is not known. */
  private void look(BlockFiles files, Tasks metas, Tasks ends, Map<Ulid, Seen> found) {
    Optional<ListedObject> meta = files.meta();
    Seen before = seen.get(files.block());
    if (meta.isPresent() && before != null && isSame(before, meta.get(), files)) {
      found.put(files.block(), before);
    } else if (meta.isPresent()) {
      look(files, meta.get(), metas, ends, found);
    }
  }

  private void look(
      BlockFiles files, ListedObject meta, Tasks metas, Tasks ends, Map<Ulid, Seen> found) {
    CompletableFuture<Optional<String>> end = endOfIndex(files, meta, ends);
    metas.add(() ->
        find(files, meta, end)
            .ifPresent(finding ->
                found.put(
                    files.block(),
                    new Seen(meta.size(), meta.modified().toEpochMilli(), finding))));
  }

  /** What is wrong with the end of an index; found out while its meta is fetched. */
  private CompletableFuture<Optional<String>> endOfIndex(
      BlockFiles files, ListedObject meta, Tasks tasks) {
    if (!rules.checkIndexes() || files.indexSize() < 0 || cache.has(files.block(), meta, true)) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
    CompletableFuture<Optional<String>> damage = new CompletableFuture<>();
    tasks.add(() -> {
      try {
        checkIndex(files.block(), files.indexSize());
        damage.complete(Optional.empty());
      } catch (CorruptDataException e) {
        damage.complete(Optional.of(said(e)));
      } catch (ObjectNotFoundException e) {
        damage.complete(Optional.of("the index was taken away"));
      } catch (RuntimeException | Error e) {
        damage.completeExceptionally(e);
        throw e;
      }
    });
    return damage;
  }

  private static boolean isSame(Seen before, ListedObject meta, BlockFiles files) {
    return before.metaSize == meta.size()
        && before.metaModified == meta.modified().toEpochMilli()
        && before.finding instanceof Finding.Whole(KnownBlock block)
        && block.indexSize() == files.indexSize()
        && block.hasHeader() == files.hasHeader()
        && block.segments() == files.segmentSizes().length;
  }

  /** Empty if the meta was taken away since the listing. */
  private Optional<Finding> find(
      BlockFiles files, ListedObject listedMeta, CompletableFuture<Optional<String>> end) {
    Ulid ulid = files.block();
    boolean checks = rules.checkIndexes();
    try {
      Optional<byte[]> kept = cache.find(ulid, listedMeta, checks);
      Fetched fetched =
          kept.map(json -> new Fetched(json, parse(ulid, json, listedMeta.name())))
              .orElseGet(() -> fetch(ulid));
      BlockMeta meta = fetched.meta();
      Optional<String> damage = KnownBlock.damage(meta, files).or(end::join);
      if (damage.isPresent()) {
        return Optional.of(new Finding.Faulty(new LeftOut.Damaged(damage.get())));
      }
      if (kept.isEmpty()) {
        cache.keep(ulid, listedMeta, checks, fetched.json());
      }
      Labels labels = meta.thanos().map(ThanosMeta::labels).orElse(Labels.EMPTY);
      Labels shared = Objects.requireNonNull(labelSets.computeIfAbsent(labels, same -> same));
      return Optional.of(new Finding.Whole(new KnownBlock(meta, shared, files)));
    } catch (CorruptDataException e) {
      return Optional.of(new Finding.Faulty(new LeftOut.Damaged(said(e))));
    } catch (ObjectNotFoundException e) {
      return Optional.empty();
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Fetched(byte[] json, BlockMeta meta) {}

  private Fetched fetch(Ulid ulid) {
    String object = ulid + "/" + BlockMeta.FILE;
    return Retries.meaning(
        bucket,
        object,
        () -> bucket.getAll(object, LARGEST_META),
        json -> new Fetched(json, parse(ulid, json, object)));
  }

  private BlockMeta parse(Ulid ulid, byte[] json, String object) {
    String name = bucket.name() + "/" + object;
    BlockMeta meta = BlockMeta.read(json, name);
    if (!meta.ulid().equals(ulid)) {
      throw new CorruptDataException(
          name, 0, "expected the meta of " + ulid + ", found that of " + meta.ulid());
    }
    return meta;
  }

  private void checkIndex(Ulid ulid, long size) {
    String object = ulid + "/index";
    String name = bucket.name() + "/" + object;
    long at = size - IndexToc.SIZE;
    if (at < 0) {
      throw new CorruptDataException(name, 0, "an index has at least 57 bytes, this has " + size);
    }
    Retries.meaning(
        bucket,
        object,
        () -> bucket.getRange(object, at, IndexToc.SIZE),
        end -> IndexToc.read(MemorySegment.ofArray(end), name, at));
  }

  private static String said(CorruptDataException e) {
    return String.valueOf(e.getMessage());
  }

  /** How many metas the local disk did not take; they are fetched again after a restart. */
  public long metasNotKept() {
    return cache.notKept();
  }

  /**
   * A block's whole meta, from the local disk where it is kept there.
   *
   * @throws ObjectNotFoundException if it was taken away
   * @throws CorruptDataException if it is none
   */
  public BlockMeta meta(Ulid block) {
    Seen known = seen.get(block);
    return Optional.ofNullable(known)
        .flatMap(each -> cache.find(block, each.metaSize, each.metaModified, rules.checkIndexes()))
        .map(json -> parse(block, json, block + "/" + BlockMeta.FILE))
        .orElseGet(() -> fetch(block).meta());
  }
}
