package org.bandsaw.stage.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.bandsaw.stage.DatePart;

class DateFieldsTest {

  @Property
  void partsOfDatesEqualThoseOfLocalDate(
      @ForAll @IntRange(min = -800_000, max = 3_000_000) int day) {
    LocalDate date = LocalDate.ofEpochDay(day);
    assertThat(DateFields.extract(DatePart.YEAR, day, 0)).isEqualTo(date.getYear());
    assertThat(DateFields.extract(DatePart.MONTH, day, 0)).isEqualTo(date.getMonthValue());
    assertThat(DateFields.extract(DatePart.DAY, day, 0)).isEqualTo(date.getDayOfMonth());
    assertThat(DateFields.extract(DatePart.DAY_OF_WEEK, day, 0))
        .isEqualTo(date.getDayOfWeek().getValue());
  }
}
