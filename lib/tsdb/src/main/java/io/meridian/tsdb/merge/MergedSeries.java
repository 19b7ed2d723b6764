package io.meridian.tsdb.merge;

import io.meridian.model.InvalidRequestException;
import io.meridian.model.Labels;
import io.meridian.model.PackedLabels;
import io.meridian.model.SampleBuffer;
import io.meridian.tsdb.block.ChunkBytes;
import io.meridian.tsdb.block.ChunkSeriesCursor;
import io.meridian.tsdb.block.Intervals;
import io.meridian.tsdb.chunk.ChunkDecoder;
import io.meridian.tsdb.chunk.ChunkEncoding;
import io.meridian.tsdb.chunk.ChunkFormat;
import io.meridian.tsdb.chunk.Transcoder;
import java.util.Arrays;
import java.util.List;

/**
 * Joins the series of any number of sources, each in label order, to one walk in label order in
 * which every series comes once and its chunks do not overlap.
 *
 * <p>Chunks that overlap with no other are passed on as they are, without being read before they
 * are asked for. Of chunks that are equal to the last byte one is passed on. Only chunks that
 * really overlap are decoded, merged, and cut anew as Prometheus' compaction cuts them. Where
 * encodings 1 to 3 are to be written, chunks with start timestamps are transcoded on the way. What
 * a source has deleted is left out. Different aggregate chunks that overlap are refused with an
 * {@link InvalidRequestException}: they cannot be joined, see decision 0005.
 *
 * <p>Sources belong to this from the start and are closed with it.
 */
public final class MergedSeries implements ChunkSeriesCursor {
  private final ChunkSeriesCursor[] sources;
  private final PieceMerge merge;
  private final ChunkFormat format;
  private final LoserTree tree = new LoserTree(this::compareLabels);
  private final boolean[] live;
  private final boolean[] members;
  private int current = LoserTree.NONE;
  private boolean started;

  private final ChunkOrder order = new ChunkOrder();
  private int size;
  // Where a chunk is: a place in the order, or the complement of a place among the recoded.
  private int[] places = new int[16];
  private final RecodedChunks recoded = new RecodedChunks();
  private final ChunkBytes recodedBytes = new ChunkBytes();

  private final SamplePieces pieces = new SamplePieces();
  private final SampleBuffer stored = new SampleBuffer();
  private final SampleBuffer merged = new SampleBuffer();
  private final ChunkDecoder decoder = new ChunkDecoder();
  private final ChunkRecoder recoder;
  private final Runnable end;
  private final Transcoder transcoder = new Transcoder();
  private int[] group = new int[16];

  /**
   * A walk over sources.
   *
   * @param sources in the order of their precedence: of different samples at one instant a union
   *     takes the first source's
   * @param merge what becomes of overlapping chunks
   * @param format which encodings are passed on
   */
  public MergedSeries(
      List<? extends ChunkSeriesCursor> sources, PieceMerge merge, ChunkFormat format) {
    this(sources, merge, format, () -> {});
  }

  /**
   * A walk that says when it is closed.
   *
   * @param end run behind the closing of the sources
   */
  public MergedSeries(
      List<? extends ChunkSeriesCursor> sources,
      PieceMerge merge,
      ChunkFormat format,
      Runnable end) {
    this.end = end;
    this.sources = sources.toArray(ChunkSeriesCursor[]::new);
    this.merge = merge;
    this.format = format;
    live = new boolean[this.sources.length];
    members = new boolean[this.sources.length];
    recoder = new ChunkRecoder(format);
  }

  @Override
  public boolean next() {
    do {
      if (!nextSeries()) {
        return false;
      }
      arrange();
    } while (size == 0);
    return true;
  }

  private boolean nextSeries() {
    if (started) {
      while (tree.winner() != LoserTree.NONE && members[tree.winner()]) {
        advance(tree.winner());
      }
    } else {
      start();
    }
    current = tree.winner();
    if (current == LoserTree.NONE) {
      return false;
    }
    gather();
    return true;
  }

  private void advance(int source) {
    members[source] = false;
    live[source] = sources[source].next();
    if (live[source]) {
      tree.moved();
    } else {
      tree.ended();
    }
  }

  private void start() {
    started = true;
    for (int i = 0; i < sources.length; i++) {
      live[i] = sources[i].next();
    }
    tree.reset(sources.length, live);
  }

  private int compareLabels(int a, int b) {
    ChunkSeriesCursor left = sources[a];
    ChunkSeriesCursor right = sources[b];
    return PackedLabels.compare(
        left.labelBytes(),
        left.labelsFrom(),
        left.labelsTo(),
        right.labelBytes(),
        right.labelsFrom(),
        right.labelsTo());
  }

  /** Finds the sources that have the series. Equal heads win one after the other, by number. */
  private void gather() {
    order.clear();
    int runnerUp = tree.runnerUp();
    boolean alone = runnerUp == LoserTree.NONE || compareLabels(current, runnerUp) != 0;
    members[current] = true;
    order.addAll(current, sources[current]);
    if (alone) {
      return;
    }
    for (int source = current + 1; source < sources.length; source++) {
      if (live[source] && compareLabels(current, source) == 0) {
        members[source] = true;
        order.addAll(source, sources[source]);
      }
    }
  }

  private void arrange() {
    size = 0;
    recoded.clear();
    for (int from = 0; from < order.size(); ) {
      int to = order.overlapTo(from);
      if (to == from + 1 && !isPartlyDeleted(from)) {
        addPlace(from);
      } else {
        join(from, to);
      }
      from = to;
    }
  }

  private void addPlace(int place) {
    if (size == places.length) {
      places = Arrays.copyOf(places, 2 * size);
    }
    places[size++] = place;
  }

  private void join(int from, int to) {
    int distinct = findDistinct(from, to);
    if (distinct == 1 && !isPartlyDeleted(group[0])) {
      addPlace(group[0]);
      return;
    }
    decoder.object("series " + Labels.copyOf(labelBytes(), labelsFrom(), labelsTo()), 0);
    pieces.clear();
    for (int i = 0; i < distinct; i++) {
      ChunkBytes chunk = stored(group[i]);
      if (chunk.encoding() == ChunkEncoding.AGGREGATE) {
        throw inseparable(distinct);
      }
      decode(chunk, isPartlyDeleted(group[i]), sources[order.source(group[i])].deleted());
      pieces.endPiece(order.source(group[i]));
    }
    merged.clear();
    merge.merge(pieces, merged);
    int first = recoded.size();
    recoder.recode(merged, recoded);
    for (int i = first; i < recoded.size(); i++) {
      addPlace(~i);
    }
  }

  /** Aggregates of overlapping data cannot be joined, nor a part of them deleted. */
  private InvalidRequestException inseparable(int distinct) {
    return new InvalidRequestException(
        "aggregate chunks of %s between %d and %d %s: merge the raw blocks, and downsample what becomes of them"
            .formatted(
                Labels.copyOf(labelBytes(), labelsFrom(), labelsTo()),
                order.minTime(group[0]),
                order.maxTime(group[distinct - 1]),
                distinct > 1 ? "overlap" : "are partly deleted"));
  }

  private boolean isPartlyDeleted(int place) {
    return sources[order.source(place)]
        .deleted()
        .overlaps(order.minTime(place), order.maxTime(place));
  }

  private void decode(ChunkBytes chunk, boolean partlyDeleted, Intervals deleted) {
    if (!partlyDeleted) {
      decoder.decode(chunk.encoding(), chunk.data(), chunk.from(), chunk.to(), pieces.samples());
      return;
    }
    stored.clear();
    decoder.decode(chunk.encoding(), chunk.data(), chunk.from(), chunk.to(), stored);
    for (int i = 0; i < stored.size(); ) {
      int to = i;
      while (to < stored.size() && !deleted.contains(stored.time(to))) {
        to++;
      }
      if (to > i) {
        boolean consecutive = i == 0;
        SampleUnion.append(stored, i, to, consecutive, pieces.samples());
      }
      i = to + 1;
    }
  }

  /** Finds the chunks of a group that are not equal to another one of it. */
  private int findDistinct(int from, int to) {
    if (group.length < to - from) {
      group = new int[2 * (to - from)];
    }
    int distinct = 0;
    for (int i = from; i < to; i++) {
      boolean copy = false;
      for (int j = distinct - 1; j >= 0 && !copy && isSameRange(group[j], i); j--) {
        copy = isCopy(group[j], i);
      }
      if (!copy) {
        group[distinct++] = i;
      }
    }
    return distinct;
  }

  private boolean isSameRange(int a, int b) {
    return order.minTime(a) == order.minTime(b) && order.maxTime(a) == order.maxTime(b);
  }

  private boolean isCopy(int a, int b) {
    if (order.source(a) == order.source(b) || isPartlyDeleted(a) || isPartlyDeleted(b)) {
      return false;
    }
    ChunkBytes one = stored(a);
    ChunkBytes other = stored(b);
    return one.encoding() == other.encoding()
        && Arrays.equals(one.data(), one.from(), one.to(), other.data(), other.from(), other.to());
  }

  private ChunkBytes stored(int place) {
    return sources[order.source(place)].chunk(order.chunk(place));
  }

  @Override
  public byte[] labelBytes() {
    return sources[current].labelBytes();
  }

  @Override
  public int labelsFrom() {
    return sources[current].labelsFrom();
  }

  @Override
  public int labelsTo() {
    return sources[current].labelsTo();
  }

  @Override
  public boolean lacks(byte[] labelName) {
    for (ChunkSeriesCursor source : sources) {
      if (!source.lacks(labelName)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int chunks() {
    return size;
  }

  @Override
  public long chunkMinTime(int chunk) {
    int place = places[chunk];
    return place < 0 ? recoded.minTime(~place) : order.minTime(place);
  }

  @Override
  public long chunkMaxTime(int chunk) {
    int place = places[chunk];
    return place < 0 ? recoded.maxTime(~place) : order.maxTime(place);
  }

  @Override
  public ChunkEncoding chunkEncoding(int chunk) {
    int place = places[chunk];
    if (place < 0) {
      return recoded.encoding(~place);
    }
    ChunkEncoding encoding = sources[order.source(place)].chunkEncoding(order.chunk(place));
    return isTranscoded(encoding) ? transcoded(encoding) : encoding;
  }

  private boolean isTranscoded(ChunkEncoding encoding) {
    return format == ChunkFormat.COMPATIBLE && encoding.hasStartTimes();
  }

  private static ChunkEncoding transcoded(ChunkEncoding encoding) {
    return switch (encoding) {
      case XOR2 -> ChunkEncoding.XOR;
      case HISTOGRAM_ST -> ChunkEncoding.HISTOGRAM;
      case FLOAT_HISTOGRAM_ST -> ChunkEncoding.FLOAT_HISTOGRAM;
      case XOR, HISTOGRAM, FLOAT_HISTOGRAM, AGGREGATE -> encoding;
    };
  }

  @Override
  public ChunkBytes chunk(int chunk) {
    int place = places[chunk];
    if (place < 0) {
      int at = ~place;
      return recodedBytes.set(
          recoded.encoding(at), recoded.bytes(), recoded.from(at), recoded.to(at));
    }
    ChunkBytes bytes = stored(place);
    if (!isTranscoded(bytes.encoding())) {
      return bytes;
    }
    ChunkEncoding encoding =
        transcoder.transcode(bytes.encoding(), bytes.data(), bytes.from(), bytes.to());
    return recodedBytes.set(encoding, transcoder.bytes(), 0, transcoder.length());
  }

  @Override
  public void close() {
    try {
      for (ChunkSeriesCursor source : sources) {
        source.close();
      }
    } finally {
      end.run();
    }
  }
}
