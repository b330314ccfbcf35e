package org.bandsaw.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import org.junit.jupiter.api.Test;

class SchemaTest {

  private final Schema schema =
      Schema.of(ColumnSpec.real("fare"), ColumnSpec.text("vendor"), ColumnSpec.bool("paid"));

  @Test
  void findsColumnsByNameAndPosition() {
    assertThat(schema.indexOf("vendor")).isEqualTo(1);
    assertThat(schema.find("nothing")).isEqualTo(-1);
    assertThat(schema.typeOf("paid")).isEqualTo(ValueType.BOOLEAN);
    assertThat(schema.require("vendor", ValueType.STRING)).isEqualTo(ColumnSpec.text("vendor"));
    assertThat(schema.requireNumeric("fare")).isEqualTo(schema.column(0));
    assertThat(schema.names()).containsExactly("fare", "vendor", "paid");
    assertThat(schema.firstSeenRow(0)).isEqualTo(-1);
  }

  @Test
  void suggestsTheNearestColumnsAndIgnoresCase() {
    SchemaException absent =
        catchThrowableOfType(SchemaException.class, () -> schema.indexOf("FARES"));

    assertThat(absent).hasMessage("there is no column 'FARES'; did you mean 'fare'?");
    assertThat(absent.nearest()).containsExactly("fare");
    assertThat(absent.column()).isEqualTo("FARES");
    assertThatThrownBy(() -> schema.indexOf("temperature"))
        .hasMessage("there is no column 'temperature'; there are: fare, vendor, paid");
  }

  @Test
  void refusesAWrongType() {
    assertThatThrownBy(() -> schema.requireNumeric("vendor"))
        .hasMessage(
            "column 'vendor' is STRING; a numeric column is needed. Convert it in an earlier stage,"
                + " or declare it numeric in the source schema");
    assertThatThrownBy(() -> schema.require("fare", ValueType.INT))
        .hasMessage("column 'fare' is DOUBLE; INT is needed");
  }

  @Test
  void refusesDuplicateAndEmptyNames() {
    assertThatThrownBy(() -> Schema.of(ColumnSpec.real("a"), ColumnSpec.text("a")))
        .isInstanceOf(SchemaException.class)
        .hasMessage("there are two columns 'a'; rename one of them");
    assertThatThrownBy(() -> schema.with(ColumnSpec.real("fare")))
        .hasMessage("there are two columns 'fare'; rename one of them");
    assertThatThrownBy(() -> schema.renamed("fare", "vendor"))
        .hasMessage("there are two columns 'vendor'; rename one of them");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ColumnSpec.real(""))
        .withMessage("a column needs a name that is not empty");
  }

  @Test
  void derivesOtherSchemas() {
    assertThat(schema.without("vendor").names()).containsExactly("fare", "paid");
    assertThat(schema.select("paid", "fare").names()).containsExactly("paid", "fare");
    assertThat(schema.renamed("vendor", "by").names()).containsExactly("fare", "by", "paid");
    assertThat(schema.withReplaced(ColumnSpec.integer("fare")).typeOf("fare"))
        .isEqualTo(ValueType.INT);
    assertThat(schema.with(ColumnSpec.real("x")).addedSince(schema))
        .containsExactly(ColumnSpec.real("x"));
    assertThat(schema.names()).containsExactly("fare", "vendor", "paid");
    assertThatThrownBy(() -> schema.without("vendors")).isInstanceOf(SchemaException.class);
    assertThatThrownBy(() -> schema.select("x")).isInstanceOf(SchemaException.class);
    assertThatThrownBy(() -> schema.columns().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void dynamicColumnsFollowDeclaredOnesAndHaveTheirFirstRow() {
    Schema dynamic =
        schema.withDynamic(ColumnSpec.real("vendor__A"), 12).withDynamic(ColumnSpec.real("z"), 15);
    Schema wider = dynamic.with(ColumnSpec.real("late"));

    assertThat(wider.names()).containsExactly("fare", "vendor", "paid", "late", "vendor__A", "z");
    assertThat(wider.declaredCount()).isEqualTo(4);
    assertThat(wider.firstSeenRow(4)).isEqualTo(12);
    assertThat(wider.firstSeenRow(5)).isEqualTo(15);
    assertThat(wider.without("fare", "vendor__A").firstSeenRow(3)).isEqualTo(15);
    assertThat(wider.declaredOnly().names()).containsExactly("fare", "vendor", "paid", "late");
    assertThat(dynamic.isOpenEnded()).isTrue();
    assertThat(wider.select("z").declaredCount()).isEqualTo(1);
    assertThat(wider.select("z").isOpenEnded()).isFalse();
  }

  @Test
  void isEqualByNamesTypesAndOrder() {
    Schema same =
        Schema.of(
            List.of(ColumnSpec.real("fare"), ColumnSpec.text("vendor"), ColumnSpec.bool("paid")));

    assertThat(same).isEqualTo(schema).hasSameHashCodeAs(schema);
    assertThat(schema.select("vendor", "fare", "paid")).isNotEqualTo(schema);
    assertThat(schema.openEnded()).isEqualTo(schema);
  }

  @Test
  void printsAsATable() {
    assertThat(schema.withDynamic(ColumnSpec.real("vendor__A"), 12).toString())
        .isEqualTo(
            """
            4 columns
              fare       DOUBLE
              vendor     STRING
              paid       BOOLEAN
              vendor__A  DOUBLE  from row 12
              … and columns that are added while rows are processed
            """);
    assertThat(Schema.of(ColumnSpec.date("on"))).hasToString("1 column\n  on      DATE\n");
    assertThat(ColumnSpec.instant("at")).hasToString("at INSTANT");
  }

  @Test
  void aLocationPrintsWhatIsKnown() {
    assertThat(new SourceLocation("trips.csv", 4_711, 4_709, "fare"))
        .hasToString("trips.csv:4711, row 4709, column 'fare'");
    assertThat(new SourceLocation("queue", 0, -1, "")).hasToString("queue");
    assertThat(
            new BadDataException(new SourceLocation("t.csv", 2, 0, "fare"), "dear", "not a number"))
        .hasMessage("t.csv:2, row 0, column 'fare': not a number");
  }
}
