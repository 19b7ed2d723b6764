package io.meridian.storeapi.dial;

import io.meridian.model.UnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/**
 * Addresses in a file of Prometheus' file-based discovery, in JSON: a list of groups with {@code
 * targets}. It is read again with every round, so that a change needs no signal.
 */
public final class FileAddresses implements AddressSource {
  private final Path file;
  private final ObjectMapper json = new ObjectMapper();

  public FileAddresses(Path file) {
    this.file = file;
  }

  @Override
  public Set<String> addresses() {
    JsonNode groups;
    try {
      groups = json.readTree(Files.readString(file));
    } catch (IOException | JacksonException e) {
      throw new UnavailableException(
          "the addresses in " + file + " cannot be read: " + e.getMessage(), e);
    }
    Set<String> addresses = new TreeSet<>();
    for (JsonNode group : groups) {
      for (JsonNode target : group.path("targets")) {
        if (target.isString()) {
          addresses.add(target.asString());
        }
      }
    }
    if (!groups.isArray() || (addresses.isEmpty() && !groups.isEmpty())) {
      throw new UnavailableException(
          file + " has no list of groups with \"targets\", each a list of addresses");
    }
    return addresses;
  }
}
