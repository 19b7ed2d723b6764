package io.meridian.storeapi.serve;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import io.meridian.api.hints.Block;
import io.meridian.api.hints.QueryStats;
import io.meridian.api.hints.SeriesRequestHints;
import io.meridian.api.hints.SeriesResponseHints;
import io.meridian.api.thanos.SeriesRequest;
import io.meridian.model.InvalidRequestException;
import io.meridian.model.Labels;
import io.meridian.model.Matcher;
import io.meridian.storeapi.wire.RequestMatchers;
import io.meridian.tsdb.block.Ulid;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What a request for series says of blocks.
 *
 * @param wanted whether it says anything: then it is told what was read
 * @param blocks what the labels of a block that is read must match, its name as {@value #BLOCK_ID}
 *     among them
 * @param stats whether it is told how much was read
 */
public record BlockHints(boolean wanted, List<Matcher> blocks, boolean stats) {
  /** What a block's name is called in matchers. */
  static final String BLOCK_ID = "__block_id";

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
      return new BlockHints(false, List.of(), false);
    }
    try {
      SeriesRequestHints hints = request.getHints().unpack(SeriesRequestHints.class);
      return new BlockHints(
          true, RequestMatchers.of(hints.getBlockMatchersList()), hints.getEnableQueryStats());
    } catch (InvalidProtocolBufferException e) {
      throw new InvalidRequestException(
          "hints of a request for series are hintspb.SeriesRequestHints, not "
              + request.getHints().getTypeUrl());
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
    SeriesResponseHints.Builder hints = SeriesResponseHints.newBuilder();
    use.blocks()
        .forEach(block -> hints.addQueriedBlocks(Block.newBuilder().setId(block.toString())));
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
}
