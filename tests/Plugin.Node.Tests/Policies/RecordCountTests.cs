using System.Buffers.Binary;
using System.IO.Compression;
using Plugin.Node.Tests.Support;

namespace Plugin.Node.Tests.Policies;

public sealed class Records_of_a_file : IDisposable
{
    private readonly Scratch _scratch = new();

    private string File => Path.Combine(_scratch.Folder, "source");

    public void Dispose() => _scratch.Dispose();

    [Theory]
    // Version, a schema of two elements, then 300 rows.
    [InlineData("15 02 19 2c 48 01 61 00 15 0c 48 01 62 00 16 d8 04 00", 300)]
    // An optional map and a list of booleans before it, which other writers may put there.
    [InlineData("15 02 1b 01 88 01 61 01 62 06 06 14 00", 10)]
    [InlineData("15 02 19 21 01 02 06 06 14 00", 10)]
    public async Task Of_type_parquet_are_those_that_its_footer_says(string footer, int records)
    {
        Parquet(Convert.FromHexString(footer.Replace(" ", "", StringComparison.Ordinal)));

        Assert.Equal(new RecordCount.AtLeast(records), await Counted("parquet"));
    }

    [Theory]
    [InlineData("00")]
    [InlineData("15 02 19 fc ff ff ff ff 0f 48 01 61 00")]
    [InlineData("15 02 18 ff ff ff ff ff ff ff ff ff 01")]
    [InlineData("16")]
    [InlineData("1c 1c 1c 1c 1c 1c 1c 1c 1c 1c 1c 1c 1c 1c 1c 1c 1c 1c 1c 1c 1c 1c 1c 1c 1c 1c 1c 1c 1c 1c 1c 1c 1c 1c 1c 1c 1c 1c")]
    public async Task Of_a_damaged_parquet_file_are_unknown(string footer)
    {
        Parquet(Convert.FromHexString(footer.Replace(" ", "", StringComparison.Ordinal)));

        Assert.IsType<RecordCount.Unknown>(await Counted("parquet"));
    }

    [Theory]
    [InlineData("parquet")]
    [InlineData("excel")]
    public async Task Of_another_format_than_it_says_are_unknown(string type)
    {
        System.IO.File.WriteAllText(File, "id,age\n1,50\n2,60\n");

        Assert.IsType<RecordCount.Unknown>(await Counted(type));
    }

    [Theory]
    [InlineData("sql")]
    [InlineData("folder")]
    [InlineData("omop")]
    public async Task Of_types_without_a_way_to_count_are_unknown(string type) => Assert.Equal(
        new RecordCount.Unknown($"only those of csv, parquet and excel files can, and it is of type {type}."), await Counted(type));

    [Theory]
    [InlineData(null, 2)]
    [InlineData("first", 2)]
    [InlineData("second", 0)]
    public async Task Of_type_excel_are_the_filled_rows_below_the_header_of_its_sheet(string? sheet, int records)
    {
        Workbook(
            """<row><c t="inlineStr"><is><t>age</t></is></c></row><row><c><v>50</v></c></row><row><c s="3"/></row><row/><row><c><v>60</v></c></row>""",
            "<row><c><v>1</v></c></row>");

        Assert.Equal(new RecordCount.AtLeast(records), await Counted("Excel", sheet));
    }

    [Fact]
    public async Task Of_a_sheet_that_is_not_there_are_unknown()
    {
        Workbook("", "");

        Assert.Equal(new RecordCount.Unknown("it has no sheet 'third'."), await Counted("excel", "third"));
    }

    private Task<RecordCount> Counted(string type, string? sheet = null) => Node.Policies.Records.Count(
        new RequestedDatabase(new DatabaseConfig("default", File, type, new Dictionary<string, string>()), null, sheet, null), 1000,
        TestContext.Current.CancellationToken);

    private void Parquet(byte[] footer)
    {
        var size = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(size, footer.Length);
        System.IO.File.WriteAllBytes(File, [.. "PAR1"u8, .. footer, .. size, .. "PAR1"u8]);
    }

    private void Workbook(string first, string second)
    {
        const string main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
        const string relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        using var zip = ZipFile.Open(File, ZipArchiveMode.Create);
        Part("xl/workbook.xml", $"""<workbook xmlns="{main}" xmlns:r="{relations}"><sheets><sheet name="first" r:id="a"/><sheet name="second" r:id="b"/></sheets></workbook>""");
        Part("xl/_rels/workbook.xml.rels", """<Relationships><Relationship Id="b" Target="/xl/two.xml"/><Relationship Id="a" Target="one.xml"/></Relationships>""");
        Part("xl/one.xml", $"""<worksheet xmlns="{main}"><sheetData>{first}</sheetData></worksheet>""");
        Part("xl/two.xml", $"""<worksheet xmlns="{main}"><sheetData>{second}</sheetData></worksheet>""");

        void Part(string name, string text)
        {
            using var writer = new StreamWriter(zip.CreateEntry(name).Open());
            writer.Write(text);
        }
    }
}
