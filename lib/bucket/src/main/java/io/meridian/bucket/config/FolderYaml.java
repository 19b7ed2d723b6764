package io.meridian.bucket.config;

import java.nio.file.Path;

/** The keys of type FILESYSTEM. */
record FolderYaml(Path directory) {}
