package io.meridian.bucket;

import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Reads a page of version 2 of S3's listing:
 *
 * <pre>
 *   ListBucketResult: IsTruncated, NextContinuationToken,
 *                     Contents*: Key, Size, LastModified
 *                     CommonPrefixes*: Prefix
 * </pre>
 *
 * <p>Other elements are passed over. Document types and entities of their own are not read.
 */
final class S3Listing {
  private static final XMLInputFactory XML = XMLInputFactory.newDefaultFactory();

  static {
    XML.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    XML.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    XML.setProperty(XMLInputFactory.IS_COALESCING, true);
  }

  private final XMLStreamReader xml;

  /** The elements around the place that is read, the innermost first. */
  private final Deque<String> open = new ArrayDeque<>();

  private final List<ListedObject> objects = new ArrayList<>();
  private final List<String> prefixes = new ArrayList<>();
  private boolean truncated;
  private String token = "";
  private String key = "";
  private String size = "";
  private String modified = "";

  private S3Listing(XMLStreamReader xml) {
    this.xml = xml;
  }

  /**
   * Reads a page.
   *
   * @throws BucketUnavailableException if it is none
   */
  static Listing read(Place place, byte[] body) {
    try {
      CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body));
      XMLStreamReader xml = XML.createXMLStreamReader(new StringReader(text.toString()));
      try {
        return new S3Listing(xml).read();
      } finally {
        xml.close();
      }
    } catch (CharacterCodingException
        | XMLStreamException
        | NumberFormatException
        | DateTimeException e) {
      throw new BucketUnavailableException(
          place, "the store's answer is no listing: " + e.getMessage(), e);
    }
  }

  private Listing read() throws XMLStreamException {
    while (xml.hasNext()) {
      int event = xml.next();
      if (event == XMLStreamConstants.START_ELEMENT && !take(xml.getLocalName())) {
        open.push(xml.getLocalName());
      } else if (event == XMLStreamConstants.END_ELEMENT && open.pop().equals("Contents")) {
        objects.add(new ListedObject(key, Long.parseLong(size), Instant.parse(modified)));
      }
    }
    if (truncated && token.isEmpty()) {
      throw new XMLStreamException("it goes on, but does not say where");
    }
    return new Listing(objects, prefixes, truncated ? Optional.of(token) : Optional.empty());
  }

  /** Reads an element to its end if it is one of those that are wanted. */
  private boolean take(String name) throws XMLStreamException {
    switch (open.peek() + "/" + name) {
      case "Contents/Key" -> key = xml.getElementText();
      case "Contents/Size" -> size = xml.getElementText();
      case "Contents/LastModified" -> modified = xml.getElementText();
      case "CommonPrefixes/Prefix" -> prefixes.add(xml.getElementText());
      case "ListBucketResult/IsTruncated" -> truncated = xml.getElementText().equals("true");
      case "ListBucketResult/NextContinuationToken" -> token = xml.getElementText();
      default -> {
        return false;
      }
    }
    return true;
  }
}
