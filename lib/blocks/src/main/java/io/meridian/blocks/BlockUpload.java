package io.meridian.blocks;

import io.meridian.bucket.Bucket;
import io.meridian.bucket.Condition;
import io.meridian.bucket.Content;
import io.meridian.bucket.ListedObject;
import io.meridian.bucket.ObjectStream;
import io.meridian.model.CorruptDataException;
import io.meridian.model.InvalidRequestException;
import io.meridian.model.Labels;
import io.meridian.tsdb.block.BlockFile;
import io.meridian.tsdb.block.BlockFolder;
import io.meridian.tsdb.block.BlockMeta;
import io.meridian.tsdb.block.Compaction;
import io.meridian.tsdb.block.ThanosMeta;
import io.meridian.tsdb.block.Tombstones;
import io.meridian.tsdb.index.SparseHeader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Puts blocks into a bucket: chunks, then the index, then the sparse header and whatever else there
 * is, and meta.json last, so that others see a block when it is whole and not before. What is there
 * already with the right size is not sent again, so an upload that broke off goes on where it was;
 * all sizes are held against the folder's before the meta is put.
 *
 * <p>A block of samples that came too late for the block of their time overlaps that one. A
 * compactor that expects none to overlap would stop at it, so it gets a mark before its meta that
 * keeps compactors from it.
 */
public final class BlockUpload {
  private static final String CHUNKS = "chunks/";
  private static final String INDEX = "index";

  private final Bucket bucket;
  private final InstantSource clock;
  private final boolean verifiesHashes;

  /**
   * Uploads into a bucket.
   *
   * @param verifiesHashes whether files whose digest the meta has are read back and held against it
   */
  public BlockUpload(Bucket bucket, InstantSource clock, boolean verifiesHashes) {
    this.bucket = bucket;
    this.clock = clock;
    this.verifiesHashes = verifiesHashes;
  }

  /**
   * Uploads a block, unless it is there.
   *
   * @return whether it was not
   * @throws InvalidRequestException if the block has no external labels
   * @throws CorruptDataException if the folder is no block, or is not what its meta says
   * @throws io.meridian.bucket.BucketException if the bucket fails; the call may be repeated then
   */
  public boolean upload(BlockFolder folder) {
    return upload(folder, folder.meta());
  }

  /**
   * Uploads a block under another meta than its folder has, unless it is there.
   *
   * @return whether it was not
   * @throws InvalidRequestException if the meta has no external labels
   * @throws CorruptDataException if the folder is not what the meta says
   * @throws io.meridian.bucket.BucketException if the bucket fails; the call may be repeated then
   */
  public boolean upload(BlockFolder folder, BlockMeta meta) {
    if (labels(meta).isEmpty()) {
      throw new InvalidRequestException(
          "block "
              + meta.ulid()
              + " has no external labels; without them blocks of different servers would be taken"
              + " for one: give the labels to whoever wrote it");
    }
    String place = meta.ulid() + "/";
    if (bucket.exists(place + BlockMeta.FILE)) {
      return false;
    }
    Map<String, Long> files = files(folder.path());
    checkFiles(folder, meta, files);
    Map<String, Long> present = present(place);
    for (Map.Entry<String, Long> file : files.entrySet()) {
      if (!file.getValue().equals(present.get(file.getKey()))) {
        Content content = Content.of(folder.path().resolve(file.getKey()));
        bucket.put(place + file.getKey(), content, Condition.ANY);
      }
    }
    verify(meta, place, files);
    if (meta.compaction().hints().contains(Compaction.OUT_OF_ORDER)) {
      new BlockRemoval(bucket).mark(overlapping(meta));
    }
    bucket.put(place + BlockMeta.FILE, Content.of(uploaded(meta, files).write()), Condition.ANY);
    return true;
  }

  private BlockMark overlapping(BlockMeta meta) {
    return new BlockMark(
        BlockMark.Kind.NO_COMPACT,
        meta.ulid(),
        clock.instant(),
        BlockMark.LATE_SAMPLES,
        "overlaps the blocks that its samples came too late for");
  }

  private static Labels labels(BlockMeta meta) {
    return meta.thanos().map(ThanosMeta::labels).orElse(Labels.EMPTY);
  }

  /** The meta with the files as they are and the time of upload. */
  private BlockMeta uploaded(BlockMeta meta, Map<String, Long> files) {
    ThanosMeta thanos = meta.thanos().orElseThrow();
    List<String> segments =
        files.keySet().stream()
            .filter(path -> path.startsWith(CHUNKS))
            .map(path -> path.substring(CHUNKS.length()))
            .toList();
    Map<String, BlockFile> listed = new LinkedHashMap<>();
    thanos.files().forEach(file -> listed.put(file.path(), file));
    List<BlockFile> all = new ArrayList<>();
    files.forEach((path, size) -> {
      if (path.equals(INDEX) || path.startsWith(CHUNKS)) {
        all.add(listed.getOrDefault(path, new BlockFile(path, size)));
      }
    });
    all.add(new BlockFile(BlockMeta.FILE, 0));
    all.sort(Comparator.comparing(BlockFile::path));
    return meta.withThanos(thanos.withFiles(segments, all).withUploadTime(clock.instant()));
  }

  /** The files to send and their sizes, in the order of sending. */
  private static Map<String, Long> files(Path folder) {
    Map<String, Long> files = new LinkedHashMap<>();
    new BlockFolder(folder)
        .chunkFiles()
        .forEach(file -> files.put(CHUNKS + file.getFileName(), size(file)));
    List<String> names = new ArrayList<>(List.of(INDEX, SparseHeader.fileName()));
    names.addAll(others(folder));
    for (String name : names) {
      if (Files.exists(folder.resolve(name))) {
        files.put(name, size(folder.resolve(name)));
      }
    }
    return files;
  }

  /** What its writer put beside the block, such as statistics. */
  private static List<String> others(Path folder) {
    Set<String> known = Set.of(INDEX, SparseHeader.fileName(), BlockMeta.FILE, Tombstones.FILE);
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> file.getFileName().toString())
          .filter(name -> !known.contains(name) && !name.endsWith(".tmp"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("looking through " + folder, e);
    }
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException("looking at " + file, e);
    }
  }

  private static void checkFiles(BlockFolder folder, BlockMeta meta, Map<String, Long> files) {
    if (Files.exists(folder.path().resolve(Tombstones.FILE)) && meta.stats().tombstones() > 0) {
      throw new InvalidRequestException(
          folder.path()
              + " has deletions that are not carried out, which buckets cannot hold; compact it"
              + " first");
    }
    if (!files.containsKey(INDEX)) {
      throw new CorruptDataException(folder.path().toString(), 0, "there is no index");
    }
    for (BlockFile file : meta.thanos().map(ThanosMeta::files).orElse(List.of())) {
      Long size = files.get(file.path());
      if (file.size() > 0 && !Long.valueOf(file.size()).equals(size)) {
        throw new CorruptDataException(
            folder.path().resolve(file.path()).toString(),
            0,
            "its meta says " + file.size() + " bytes, there are " + (size == null ? 0 : size));
      }
    }
  }

  private Map<String, Long> present(String place) {
    Map<String, Long> present = new LinkedHashMap<>();
    try (Stream<ListedObject> objects = bucket.objects(place)) {
      objects.forEach(
          object -> present.put(object.name().substring(place.length()), object.size()));
    }
    return present;
  }

  private void verify(BlockMeta meta, String place, Map<String, Long> files) {
    Map<String, Long> present = present(place);
    files.forEach((path, size) -> {
      if (!size.equals(present.get(path))) {
        throw new CorruptDataException(
            bucket.name() + "/" + place + path,
            0,
            "expected " + size + " bytes after the upload, there are " + present.get(path));
      }
    });
    if (verifiesHashes) {
      meta.thanos()
          .map(ThanosMeta::files)
          .orElse(List.of())
          .forEach(file -> file.hash().ifPresent(hash -> verify(place + file.path(), hash)));
    }
  }

  private void verify(String object, BlockFile.Hash expected) {
    String found = Retries.of(() -> digest(object));
    if (!found.equals(expected.value())) {
      bucket.delete(object);
      throw new CorruptDataException(
          bucket.name() + "/" + object,
          0,
          "expected SHA-256 " + expected.value() + " after the upload, found " + found);
    }
  }

  private String digest(String object) {
    try (ObjectStream stream = bucket.get(object)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] piece = new byte[1 << 16];
      for (int count; (count = stream.read(piece, 0, piece.length)) >= 0; ) {
        digest.update(piece, 0, count);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
