package io.meridian.storeapi.serve;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.meridian.api.hints.Block;
import io.meridian.api.hints.LabelNamesRequestHints;
import io.meridian.api.hints.LabelNamesResponseHints;
import io.meridian.api.hints.LabelValuesRequestHints;
import io.meridian.api.hints.LabelValuesResponseHints;
import io.meridian.api.hints.QueryStats;
import io.meridian.api.hints.SeriesRequestHints;
import io.meridian.api.hints.SeriesResponseHints;
import io.meridian.api.thanos.LabelMatcher;
import io.meridian.api.thanos.LabelNamesRequest;
import io.meridian.api.thanos.LabelValuesRequest;
import io.meridian.api.thanos.SeriesRequest;
import io.meridian.model.InvalidRequestException;
import io.meridian.model.Labels;
import io.meridian.model.Matcher;
import io.meridian.storeapi.wire.RequestMatchers;
import io.meridian.tsdb.block.Ulid;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What a request says of blocks.
 *
 * @param wanted whether it says anything: then it is told what was read
 * @param blocks what the labels of a block that is read must match, its name as {@value #BLOCK_ID}
 *     among them
 * @param stats whether it is told how much was read
 */
public record BlockHints(boolean wanted, List<Matcher> blocks, boolean stats) {
  /** What a block's name is called in matchers. */
  static final String BLOCK_ID = "__block_id";

  /** Nothing. */
  static final BlockHints NONE = new BlockHints(false, List.of(), false);

  public BlockHints {
    blocks = List.copyOf(blocks);
  }

  /**
   * Reads what a request says.
   *
   * @throws InvalidRequestException if its hints are none of a request for series
   */
  static BlockHints of(SeriesRequest request) {
    if (!request.hasHints()) {
      return NONE;
    }
    SeriesRequestHints hints = unpacked(request.getHints(), SeriesRequestHints.class);
    return new BlockHints(
        true, RequestMatchers.of(hints.getBlockMatchersList()), hints.getEnableQueryStats());
  }

  /**
   * Reads what a request for names of labels says.
   *
   * @throws InvalidRequestException if its hints are none of such a request
   */
  static BlockHints of(LabelNamesRequest request) {
    return request.hasHints()
        ? ofLabels(
            unpacked(request.getHints(), LabelNamesRequestHints.class).getBlockMatchersList())
        : NONE;
  }

  /** Reads what a request for values of a label says, as {@link #of(LabelNamesRequest)}. */
  static BlockHints of(LabelValuesRequest request) {
    return request.hasHints()
        ? ofLabels(
            unpacked(request.getHints(), LabelValuesRequestHints.class).getBlockMatchersList())
        : NONE;
  }

  private static BlockHints ofLabels(List<LabelMatcher> blocks) {
    return new BlockHints(true, RequestMatchers.of(blocks), false);
  }

  private static <T extends Message> T unpacked(Any hints, Class<T> type) {
    try {
      return hints.unpack(type);
    } catch (InvalidProtocolBufferException e) {
      throw new InvalidRequestException(
          "hints of this request are hintspb.%s, not %s"
              .formatted(type.getSimpleName(), hints.getTypeUrl()));
    }
  }

  /** Whether a block is to be read. */
  boolean includes(Ulid block, Labels labels) {
    for (Matcher matcher : blocks) {
      String value =
          matcher.name().equals(BLOCK_ID)
              ? block.toString()
              : labels.get(matcher.name()).orElse("");
      byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
      if (!matcher.matches(bytes, 0, bytes.length)) {
        return false;
      }
    }
    return true;
  }

  /**
   * What an answer says of the blocks it was made of.
   *
   * @param sent how many series it had
   */
  Any answer(CallUse use, long sent) {
    SeriesResponseHints.Builder hints =
        SeriesResponseHints.newBuilder().addAllQueriedBlocks(blocks(use));
    if (stats) {
      hints.setQueryStats(
          QueryStats.newBuilder()
              .setBlocksQueried(use.blocks().size())
              .setMergedSeriesCount(sent)
              .setMergedChunksCount(use.chunks())
              .setSeriesTouched(use.series())
              .setChunksTouched(use.chunks())
              .setDataDownloadedSizeSum(use.bytes()));
    }
    return Any.pack(hints.build());
  }

  /** What an answer of names of labels says of the blocks it was made of. */
  static Any ofNames(CallUse use) {
    return Any.pack(LabelNamesResponseHints.newBuilder().addAllQueriedBlocks(blocks(use)).build());
  }

  /** What an answer of values says, likewise. */
  static Any ofValues(CallUse use) {
    return Any.pack(LabelValuesResponseHints.newBuilder().addAllQueriedBlocks(blocks(use)).build());
  }

  private static List<Block> blocks(CallUse use) {
    return use.blocks().stream()
        .map(block -> Block.newBuilder().setId(block.toString()).build())
        .toList();
  }
}
