package io.meridian.bucket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class FilesystemBucketTest extends BucketContract {
  @Override
  protected Bucket open() {
    return FilesystemBucket.open(folder());
  }

  private Path folder() {
    return scratch.resolve("deep/bucket");
  }

  @Test
  void keepsObjectsAsPlainFiles() throws IOException {
    bucket.put("a/b", bytes("x"));

    assertThat(folder().resolve("a/b")).hasContent("x");
    try (Stream<Path> left = Files.list(folder().resolve(FileStaging.FOLDER))) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void doesNotFollowLinksOutOfTheFolder() throws IOException {
    Files.writeString(scratch.resolve("secret"), "s");
    Files.createSymbolicLink(folder().resolve("file"), scratch.resolve("secret"));
    Files.createSymbolicLink(folder().resolve("folder"), scratch);

    for (String name : new String[] {"file", "folder/secret"}) {
      assertThatThrownBy(() -> bucket.getAll(name, 10))
          .isInstanceOf(BucketRejectedException.class)
          .hasMessageContaining("leads out");
      assertThatThrownBy(() -> bucket.delete(name)).isInstanceOf(BucketRejectedException.class);
    }
    assertThatThrownBy(() -> bucket.put("folder/new", bytes("x")))
        .isInstanceOf(BucketRejectedException.class);
    assertThat(bucket.objects("folder/")).isEmpty();
    assertThat(scratch.resolve("secret")).exists();
    assertThat(scratch.resolve("new")).doesNotExist();
  }

  @Test
  void refusesAnObjectInPlaceOfAFolder() {
    bucket.put("a/b", bytes("x"));

    assertThatThrownBy(() -> bucket.put("a", bytes("x")))
        .isInstanceOf(BucketRejectedException.class);
    assertThatThrownBy(() -> bucket.put("a/b/c", bytes("x")))
        .isInstanceOf(BucketRejectedException.class);
    assertThat(bucket.getAll("a/b", 1)).isEqualTo(bytes("x"));
  }

  @Test
  void hidesAndKeepsItsOwnFolder() {
    bucket.put("a", bytes("x"));

    assertThat(bucket.folders("")).isEmpty();
    assertThatThrownBy(() -> bucket.put(".meridian/lock", bytes("x")))
        .isInstanceOf(BucketRejectedException.class)
        .hasMessageContaining("kept for unfinished writes");
  }

  @Test
  void removesWhatDeadProcessesLeft() throws IOException {
    Path staging = Files.createDirectories(folder().resolve(FileStaging.FOLDER));
    Path dead = Files.writeString(staging.resolve("dead"), "x");
    Files.setLastModifiedTime(dead, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
    Path alive = Files.writeString(staging.resolve("alive"), "x");

    bucket.put("a", bytes("x"));

    assertThat(dead).doesNotExist();
    assertThat(alive).exists();
  }

  @Test
  void doesNotListEmptyFolders() throws IOException {
    Files.createDirectories(folder().resolve("empty/folder"));

    assertThat(bucket.folders("")).isEmpty();
  }
}
