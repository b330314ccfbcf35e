package org.bandsaw.stage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.bandsaw.data.BadDataException;
import org.bandsaw.data.BooleanVector;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.DictionaryTracker;
import org.bandsaw.data.DoubleVector;
import org.bandsaw.data.IntVector;
import org.bandsaw.data.MemorySizes;
import org.bandsaw.data.RowLayout;
import org.bandsaw.data.Schema;
import org.bandsaw.data.SchemaException;
import org.bandsaw.data.SourceLocation;
import org.bandsaw.data.StringVector;
import org.bandsaw.data.ValueType;
import org.bandsaw.data.Vector;
import org.bandsaw.stage.run.ColumnNames;
import org.bandsaw.state.StateCorruptException;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;

/**
 * A column {@code column__value} for each value of a column of text, booleans, integers or dates: 1
 * in the rows that have the value, else 0; all 0 where the value is missing. The columns hold
 * doubles. The encoded column stays, unless {@link #droppingInput() dropped}.
 *
 * <p>Declared {@link #values(String...) values} have columns from the start. With them, {@link
 * UnseenCategory#OTHER} and {@link UnseenCategory#FAIL} let no more columns appear. Without them,
 * and always with {@link UnseenCategory#GROW}, a value gets a column in the row where it first
 * appears while learning, as long as there are fewer than {@link #maxCategories(int)}; a learned
 * pipeline gets no columns any more, and what it has not seen is unseen.
 *
 * <p>Beyond the bound, values go to {@code column__other}, which grows when it is needed, or fail
 * under {@link UnseenCategory#FAIL}. A real value {@code other} shares that column. Once the bound
 * is reached, a learned pipeline sends what it has not seen there too.
 *
 * @param name the stage's name; empty for {@code oneHot(column)}
 * @param column what is encoded
 * @param unseen what happens to a value without a column
 * @param values those declared, in order; may be empty
 * @param maxCategories the most columns, {@code column__other} not counted
 * @param keepsColumn whether the encoded column stays
 */
public record OneHot(
    String name,
    String column,
    UnseenCategory unseen,
    List<String> values,
    int maxCategories,
    boolean keepsColumn)
    implements ColumnStage {

  private static final String OTHER = "other";

  public OneHot {
    ColumnNames.requireValid(column);
    Objects.requireNonNull(unseen, "unseen");
    if (values.stream().anyMatch(Objects::isNull)) {
      throw new IllegalArgumentException("a category is null; a missing value has no column");
    }
    values = List.copyOf(values);
    if (new HashSet<>(values).size() < values.size() || values.contains("")) {
      throw new IllegalArgumentException(
          "categories must differ and must not be empty: " + String.join(", ", values));
    }
    if (maxCategories < 1) {
      throw new IllegalArgumentException("maxCategories must be at least 1, not " + maxCategories);
    }
    name = ColumnNames.orDefault(name, ColumnNames.formatCall("oneHot", List.of(column)));
  }

  /** This stage under another name. */
  public OneHot named(String other) {
    String given = ColumnNames.requireStageName(other);
    return new OneHot(given, column, unseen, values, maxCategories, keepsColumn);
  }

  /** What happens to a value without a column; {@link UnseenCategory#GROW} if not said. */
  public OneHot unseen(UnseenCategory what) {
    return new OneHot(name, column, what, values, maxCategories, keepsColumn);
  }

  /** Values that have columns from the start, in this order. */
  public OneHot values(String... declared) {
    List<String> given = Arrays.asList(declared);
    return new OneHot(name, column, unseen, given, maxCategories, keepsColumn);
  }

  /** The most columns; 1 000 if not said. */
  public OneHot maxCategories(int most) {
    return new OneHot(name, column, unseen, values, most, keepsColumn);
  }

  /** Leaves the encoded column out of what comes out. */
  public OneHot droppingInput() {
    return new OneHot(name, column, unseen, values, maxCategories, false);
  }

  private List<String> declaredCategories() {
    if (unseen != UnseenCategory.OTHER || values.contains(OTHER)) {
      return values;
    }
    List<String> withOther = new ArrayList<>(values);
    withOther.add(OTHER);
    return withOther;
  }

  private boolean hasDynamicColumns() {
    return unseen == UnseenCategory.GROW || values.isEmpty();
  }

  private ColumnSpec columnOf(String value) {
    return ColumnSpec.real(column + "__" + value);
  }

  @Override
  public List<Stage> forColumns(List<String> columns) {
    return columns.stream()
        .<Stage>map(each -> new OneHot("", each, unseen, values, maxCategories, keepsColumn))
        .toList();
  }

  @Override
  public StageRun open(Schema input) {
    return new Run(this, input);
  }

  @Override
  public Lineage lineage(Schema input) {
    Lineage lineage =
        hasDynamicColumns()
            ? Lineage.passThrough().withDynamicColumns(column)
            : Lineage.passThrough();
    for (String value : declaredCategories()) {
      lineage = lineage.withDerived(columnOf(value).name(), column);
    }
    return lineage;
  }

  /**
   * What is known of a value is kept as a number: 0 when it was not looked up, {@link #MISSING}
   * when it is missing, {@link #UNSEEN} when it has no column (yet), else its category counted from
   * 1.
   */
  private static final class Run implements RowStageRun {

    private static final int MISSING = -1;
    private static final int UNSEEN = -2;
    private static final int CACHE_SIZE = 256;

    private final OneHot stage;
    private final int declaredCount;
    private final int maxColumns;
    private final List<String> categories;
    private final Map<String, Integer> categoryIndex = new HashMap<>();
    private long[] firstSeenRows;
    private int markedCount;

    private Schema input;
    private Schema markedInput;
    private Schema output;
    private int inputPosition;
    private int[] sourcePositions = {};

    private double[][] columns = {};
    private final DictionaryTracker dictionary = new DictionaryTracker();
    private int[] categoryByCode = {MISSING};
    private int[] intValues = {};
    private final int[] cachedValues = new int[CACHE_SIZE];
    private final int[] cachedCategories = new int[CACHE_SIZE];

    Run(OneHot stage, Schema input) {
      this.stage = stage;
      ValueType type = input.typeOf(stage.column);
      if (type != ValueType.STRING
          && type != ValueType.BOOLEAN
          && type != ValueType.INT
          && type != ValueType.DATE) {
        throw new SchemaException(
            "",
            stage.column,
            type.name(),
            List.of(),
            "column '"
                + stage.column
                + "' is "
                + type
                + "; one-hot encoding takes STRING, BOOLEAN, INT or DATE. Derive a text or an"
                + " integer from it in an earlier stage");
      }
      categories = new ArrayList<>(stage.declaredCategories());
      declaredCount = categories.size();
      firstSeenRows = new long[declaredCount + 16];
      maxColumns = stage.maxCategories + (stage.unseen == UnseenCategory.OTHER ? 1 : 0);
      for (String value : categories) {
        categoryIndex.put(value, categoryIndex.size());
      }
      this.input = input;
      this.markedInput = input;
      this.output = Schema.empty();
      resolveColumns();
      markedCount = declaredCount;
    }

    @Override
    public Schema output() {
      return output;
    }

    private void resolveColumns() {
      inputPosition = input.indexOf(stage.column);
      Schema kept = stage.keepsColumn ? input : input.without(stage.column);
      output = mergeSchema(kept);
    }

    /** Declared columns, then grown ones of this stage and of earlier ones by (row, stage). */
    private Schema mergeSchema(Schema kept) {
      int total = kept.size() + categories.size();
      ColumnSpec[] specs = new ColumnSpec[total];
      long[] born = new long[total];
      int[] from = new int[total];
      int theirs = 0;
      int ours = 0;
      for (int i = 0; i < total; i++) {
        boolean takesTheirs;
        if (theirs < kept.declaredCount()) {
          takesTheirs = true;
        } else if (ours < declaredCount) {
          takesTheirs = false;
        } else {
          takesTheirs =
              theirs < kept.size()
                  && (ours == categories.size()
                      || kept.firstSeenRow(theirs) <= firstSeenRows[ours]);
        }
        if (takesTheirs) {
          specs[i] = kept.column(theirs);
          born[i] = kept.firstSeenRow(theirs);
          from[i] = input.indexOf(specs[i].name());
          theirs++;
        } else {
          specs[i] = stage.columnOf(categories.get(ours));
          born[i] = ours < declaredCount ? -1 : firstSeenRows[ours];
          from[i] = ~ours;
          ours++;
        }
      }
      Schema fixed =
          kept.declaredOnly()
              .with(
                  Arrays.copyOfRange(
                      specs, kept.declaredCount(), kept.declaredCount() + declaredCount));
      Schema wider = stage.hasDynamicColumns() ? fixed.openEnded() : fixed;
      Schema schema = isPrefix(output, wider, specs, born) ? output : wider;
      for (int i = schema.size(); i < total; i++) {
        schema = schema.withDynamic(specs[i], born[i]);
      }
      sourcePositions = from;
      return schema;
    }

    private static boolean isPrefix(Schema before, Schema fixed, ColumnSpec[] specs, long[] born) {
      if (before.size() > specs.length
          || before.declaredCount() != fixed.declaredCount()
          || before.isOpenEnded() != fixed.isOpenEnded()) {
        return false;
      }
      for (int i = 0; i < before.size(); i++) {
        if (before.firstSeenRow(i) != born[i] || !before.column(i).equals(specs[i])) {
          return false;
        }
      }
      return true;
    }

    @Override
    public Chunk process(Chunk chunk) {
      return encode(chunk, true);
    }

    @Override
    public Chunk apply(Chunk chunk) {
      return encode(chunk, false);
    }

    @SuppressWarnings("ReferenceEquality") // an equal schema object is only looked up again
    private Chunk encode(Chunk chunk, boolean learning) {
      if (chunk.schema() != input) {
        input = chunk.schema();
        resolveColumns();
      }
      int rows = chunk.rowCount();
      int before = categories.size();
      columns = clearBuffers(columns, before, rows);
      Vector vector = chunk.vector(inputPosition);
      if (vector instanceof StringVector texts) {
        encode(texts, chunk, learning);
      } else if (vector instanceof IntVector ints) {
        encode(ints.array(), IntVector.MISSING, chunk, learning);
      } else {
        encode(toInts((BooleanVector) vector), BooleanVector.MISSING, chunk, learning);
      }
      if (categories.size() > before) {
        resolveColumns();
      }
      Vector[] vectors = new Vector[sourcePositions.length];
      for (int i = 0; i < vectors.length; i++) {
        int from = sourcePositions[i];
        vectors[i] = from >= 0 ? chunk.vector(from) : DoubleVector.wrap(columns[~from], rows);
      }
      return chunk.with(output, vectors);
    }

    private static double[][] clearBuffers(double[][] columns, int count, int rows) {
      double[][] all = columns.length < count ? Arrays.copyOf(columns, count + 16) : columns;
      for (int i = 0; i < count; i++) {
        if (all[i] == null || all[i].length < rows) {
          all[i] = new double[rows];
        } else {
          Arrays.fill(all[i], 0, rows, 0);
        }
      }
      return all;
    }

    private int[] toInts(BooleanVector vector) {
      int rows = vector.length();
      if (intValues.length < rows) {
        intValues = new int[rows];
      }
      for (int i = 0; i < rows; i++) {
        intValues[i] = vector.get(i);
      }
      return intValues;
    }

    private void encode(StringVector texts, Chunk chunk, boolean learning) {
      if (dictionary.hasChanged(texts.dictionary())) {
        categoryByCode = new int[] {MISSING};
      }
      int[] codes = texts.codes();
      int rows = texts.length();
      double[][] into = columns;
      int[] known = categoryByCode;
      for (int i = 0; i < rows; i++) {
        int code = codes[i];
        int category = code < known.length ? known[code] : 0;
        if (category <= 0) {
          category = category == MISSING ? 0 : resolveCode(texts, i, category, chunk, learning);
          into = columns;
          known = categoryByCode;
        }
        if (category > 0) {
          into[category - 1][i] = 1;
        }
      }
    }

    private int resolveCode(StringVector texts, int row, int known, Chunk chunk, boolean learning) {
      int code = texts.codes()[row];
      if (code >= categoryByCode.length) {
        categoryByCode =
            Arrays.copyOf(categoryByCode, Math.max(code + 1, 2 * categoryByCode.length));
      }
      String value = texts.dictionary().value(code);
      int category =
          known == UNSEEN && !learning ? UNSEEN : categoryOf(value, chunk, row, learning);
      categoryByCode[code] = category;
      return category > 0 ? category : categoryForUnseen(value, chunk.sourceRow(row));
    }

    private void encode(int[] values, int missing, Chunk chunk, boolean learning) {
      int rows = chunk.rowCount();
      for (int i = 0; i < rows; i++) {
        int value = values[i];
        if (value != missing) {
          int near = value & CACHE_SIZE - 1;
          int category = cachedValues[near] == value ? cachedCategories[near] : 0;
          if (category <= 0) {
            String text = chunk.vector(inputPosition).text(i);
            category = categoryOf(text, chunk, i, learning);
            cachedValues[near] = value;
            cachedCategories[near] = category;
            category = category > 0 ? category : categoryForUnseen(text, chunk.sourceRow(i));
          }
          if (category > 0) {
            columns[category - 1][i] = 1;
          }
        }
      }
    }

    /** The category of a value, from 1, grown when learning and allowed; else {@link #UNSEEN}. */
    private int categoryOf(String value, Chunk chunk, int row, boolean learning) {
      Integer category = categoryIndex.get(value);
      if (category != null) {
        return category + 1;
      }
      if (!learning || !stage.hasDynamicColumns()) {
        return UNSEEN;
      }
      if (categories.size() < maxColumns) {
        return addCategory(value, chunk, row);
      }
      if (stage.unseen == UnseenCategory.FAIL) {
        return UNSEEN;
      }
      Integer other = categoryIndex.get(OTHER);
      return other != null ? other + 1 : addCategory(OTHER, chunk, row);
    }

    private int addCategory(String value, Chunk chunk, int row) {
      int category = categories.size();
      if (input.contains(stage.columnOf(value).name())) {
        throw new SchemaException(
            "",
            stage.columnOf(value).name(),
            "",
            List.of(),
            String.format(
                Locale.ROOT,
                "the value '%s' of column '%s' in row %d asks for a column '%s', which is there"
                    + " already; rename that one in an earlier stage",
                value,
                stage.column,
                chunk.sourceRow(row),
                stage.columnOf(value).name()));
      }
      categories.add(value);
      categoryIndex.put(value, category);
      if (category >= firstSeenRows.length) {
        firstSeenRows = Arrays.copyOf(firstSeenRows, 2 * category);
      }
      firstSeenRows[category] = chunk.sourceRow(row);
      if (category >= columns.length) {
        columns = Arrays.copyOf(columns, category + 16);
      }
      if (columns[category] == null || columns[category].length < chunk.rowCount()) {
        columns[category] = new double[chunk.rowCount()];
      } else {
        Arrays.fill(columns[category], 0, chunk.rowCount(), 0);
      }
      return category + 1;
    }

    /** The category that stands in for an unseen value, from 1; 0 for none. */
    private int categoryForUnseen(String value, long sourceRow) {
      if (stage.unseen == UnseenCategory.FAIL) {
        String shown = value.length() > 80 ? value.substring(0, 80) + "…" : value;
        throw new BadDataException(
            new SourceLocation("stage '" + stage.name + "'", 0, sourceRow, stage.column),
            shown,
            String.format(
                Locale.ROOT,
                "'%s' is none of the %d known categories%s; declare it with values(…), or choose"
                    + " UnseenCategory.OTHER or GROW",
                shown,
                categories.size(),
                categories.size() <= 12 ? " " + categories : ""));
      }
      boolean full = categories.size() >= maxColumns;
      return full || stage.unseen == UnseenCategory.OTHER
          ? categoryIndex.getOrDefault(OTHER, -1) + 1
          : 0;
    }

    @Override
    public void mark() {
      markedCount = categories.size();
      markedInput = input;
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // an equal schema object is only looked up again
    public void rollback() {
      boolean grew = categories.size() > markedCount;
      removeCategoriesFrom(markedCount);
      columns = new double[0][];
      intValues = new int[0];
      if (grew || input != markedInput) {
        input = markedInput;
        resolveColumns();
      }
    }

    private void removeCategoriesFrom(int count) {
      if (categories.size() > count) {
        for (String value : categories.subList(count, categories.size())) {
          categoryIndex.remove(value);
        }
        categories.subList(count, categories.size()).clear();
        categoryByCode = new int[] {MISSING};
        Arrays.fill(cachedCategories, 0);
      }
    }

    @Override
    public void clearContext() {}

    @Override
    public void save(StateWriter out) {
      out.writeVersion(1).writeInt(categories.size() - declaredCount);
      for (int i = declaredCount; i < categories.size(); i++) {
        out.writeString(categories.get(i)).writeLong(firstSeenRows[i]);
      }
    }

    @Override
    public void load(StateReader in) {
      in.readVersion(1);
      int grown = in.readCount(12);
      removeCategoriesFrom(declaredCount);
      firstSeenRows = new long[declaredCount + grown + 16];
      for (int i = declaredCount; i < declaredCount + grown; i++) {
        String value = in.readString();
        categories.add(value);
        if (categoryIndex.put(value, i) != null) {
          throw new StateCorruptException("the category '" + value + "' is there twice");
        }
        firstSeenRows[i] = in.readLong();
      }
      categoryByCode = new int[] {MISSING};
      Arrays.fill(cachedCategories, 0);
      resolveColumns();
    }

    @Override
    public long retainedBytes() {
      long sum =
          MemorySizes.ints(categoryByCode.length)
              + MemorySizes.ints(intValues.length)
              + 2 * MemorySizes.ints(CACHE_SIZE);
      sum += MemorySizes.longs(firstSeenRows.length) + MemorySizes.references(columns.length);
      for (double[] column : columns) {
        sum += column == null ? 0 : MemorySizes.doubles(column.length);
      }
      for (String value : categories) {
        sum += 120 + 2L * value.length();
      }
      return sum;
    }

    @Override
    public RowKernel rowKernel(RowLayout layout) {
      int slot = layout.slot(stage.column);
      ValueType type = layout.type(stage.column);
      Schema kept = stage.keepsColumn ? layout.schema() : layout.schema().without(stage.column);
      int[] before = sourcePositions;
      Schema own = input;
      input = layout.schema();
      layout.advance(mergeSchema(kept));
      input = own;
      sourcePositions = before;
      int[] slots =
          categories.stream()
              .mapToInt(value -> layout.slot(stage.columnOf(value).name()))
              .toArray();
      return row -> {
        double[] numbers = row.numbers();
        for (int category : slots) {
          numbers[category] = 0;
        }
        if (!row.isMissing(slot, type)) {
          String value = row.text(slot, type);
          Integer known = categoryIndex.get(value);
          int category = known != null ? known + 1 : categoryForUnseen(value, row.sourceRow());
          if (category > 0 && category <= slots.length) { // later ones have no slot in this layout
            numbers[slots[category - 1]] = 1;
          }
        }
        return true;
      };
    }
  }
}
