using System.IO.Compression;
using System.Xml;

namespace Plugin.Node.Policies;

/// <summary>Counts the rows of one sheet of a workbook (.xlsx) in which anything stands.</summary>
internal static class WorkbookRows
{
    private const string Relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

    /// <param name="sheet">Its name; null: the first.</param>
    /// <param name="enough">Where counting may stop.</param>
    /// <exception cref="InvalidDataException">It is no workbook, or has no such sheet.</exception>
    public static long Count(Stream file, string? sheet, long enough)
    {
        try
        {
            using var zip = new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: true);
            var part = PartOf(zip, sheet) ?? throw new InvalidDataException(sheet is null ? "it has no sheets." : $"it has no sheet '{sheet}'.");
            using var xml = Open(zip, part);
            var (rows, filled) = (0L, false);
            while (rows < enough && xml.Read())
            {
                // A cell without a value is only coloured.
                filled |= xml is { NodeType: XmlNodeType.Element, LocalName: "v" or "t", IsEmptyElement: false };
                if (xml is { NodeType: XmlNodeType.EndElement, LocalName: "row" })
                {
                    rows += filled ? 1 : 0;
                    filled = false;
                }
            }

            return rows;
        }
        catch (XmlException e)
        {
            throw new InvalidDataException("it is damaged.", e);
        }
    }

    private static string? PartOf(ZipArchive zip, string? sheet)
    {
        string? relation = null;
        using (var workbook = Open(zip, "xl/workbook.xml"))
        {
            while (relation is null && workbook.Read())
            {
                if (workbook is { NodeType: XmlNodeType.Element, LocalName: "sheet" } && (sheet is null || workbook.GetAttribute("name") == sheet))
                {
                    relation = workbook.GetAttribute("id", Relations);
                }
            }
        }

        using var relations = Open(zip, "xl/_rels/workbook.xml.rels");
        while (relation is not null && relations.Read())
        {
            if (relations is { NodeType: XmlNodeType.Element, LocalName: "Relationship" } && relations.GetAttribute("Id") == relation)
            {
                var target = relations.GetAttribute("Target") ?? "";
                return target.StartsWith('/') ? target[1..] : $"xl/{target}";
            }
        }

        return null;
    }

    private static XmlReader Open(ZipArchive zip, string part) => XmlReader.Create(
        (zip.GetEntry(part) ?? throw new InvalidDataException("it is no workbook.")).Open(),
        new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, CloseInput = true });
}
