import com.adobe.epubcheck.tool.EpubChecker;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** Checks one book after another: each line of input is a book's path, the next its report's. */
class EpubChecks {
  public static void main(String[] none) throws Exception {
    var asked = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String book; (book = asked.readLine()) != null; ) {
      String[] given = {book, "--usage", "--quiet", "--json", asked.readLine()};
      System.out.println("checked " + new EpubChecker().run(given));
    }
  }
}
