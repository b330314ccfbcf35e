package org.bandsaw.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.bandsaw.Pipeline;
import org.bandsaw.data.MemorySizes;
import org.junit.jupiter.api.Test;

/** A run accounts for the memory of the library's static fields. */
class StaticMemoryTest {

  private static final int OBJECT = 48;

  private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());

  @Test
  void staticFieldsTakeNoMoreThanIsAccountedFor() throws IOException, ReflectiveOperationException {
    long sum = 0;
    int classes = 0;
    for (String name : names()) {
      Class<?> type = Class.forName(name);
      classes++;
      for (Field field : type.getDeclaredFields()) {
        if (Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive()) {
          field.setAccessible(true);
          sum += size(field.get(null));
        }
      }
    }

    assertThat(classes).isGreaterThan(300);
    assertThat(sum).isBetween(1_000L, RunResources.LIBRARY_BYTES);
  }

  /** Returns all classes of the library, without those of its tests. */
  private static List<String> names() throws IOException {
    Path root;
    try {
      root = Path.of(Pipeline.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException problem) {
      throw new AssertionError(problem);
    }
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .map(file -> root.relativize(file).toString())
          .filter(file -> file.endsWith(".class") && !file.endsWith("package-info.class"))
          .map(
              file -> file.substring(0, file.length() - 6).replace(java.io.File.separatorChar, '.'))
          .toList();
    }
  }

  /** Measures arrays, strings, collections and own objects; any other value is one object. */
  private long size(Object value) throws ReflectiveOperationException {
    if (value == null || value instanceof Class || !seen.add(value)) {
      return 0;
    }
    if (value instanceof String text) {
      return MemorySizes.text(text);
    }
    long sum = OBJECT;
    if (value.getClass().isArray()) {
      int length = Array.getLength(value);
      Class<?> of = value.getClass().getComponentType();
      if (of.isPrimitive()) {
        return of == double.class || of == long.class
            ? MemorySizes.doubles(length)
            : of == int.class ? MemorySizes.ints(length) : MemorySizes.bytes(2 * length);
      }
      sum += MemorySizes.references(length);
      for (int i = 0; i < length; i++) {
        sum += size(Array.get(value, i));
      }
      return sum;
    }
    if (value instanceof Map<?, ?> map) {
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        sum += OBJECT + size(entry.getKey()) + size(entry.getValue());
      }
      return sum;
    }
    if (value instanceof Collection<?> all) {
      for (Object one : all) {
        sum += OBJECT + size(one);
      }
      return sum;
    }
    if (!value.getClass().getName().startsWith("org.bandsaw.") || value.getClass().isHidden()) {
      return sum;
    }
    for (Class<?> type = value.getClass(); type != null; type = type.getSuperclass()) {
      if (type.getName().startsWith("org.bandsaw.")) {
        for (Field field : type.getDeclaredFields()) {
          if (!Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive()) {
            field.setAccessible(true);
            sum += size(field.get(value));
          }
        }
      }
    }
    return sum;
  }
}
