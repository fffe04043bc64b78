using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Plugin.Api.Describing;

/// <summary>
/// What the comments of the contracts say, from the file that the compiler puts beside their assembly. A hub without the file describes
/// itself all the same, only with fewer words.
/// </summary>
internal sealed partial class XmlTexts
{
    private readonly Dictionary<string, XElement> _members;

    private XmlTexts(Dictionary<string, XElement> members) => _members = members;

    public static XmlTexts Beside(Assembly assembly)
    {
        var file = Path.Combine(AppContext.BaseDirectory, $"{assembly.GetName().Name}.xml");
        return new XmlTexts(
            File.Exists(file)
                ? XDocument.Load(file).Descendants("member").ToDictionary(member => (string)member.Attribute("name")!)
                : []);
    }

    public string? OfType(Type type) => Text(Member($"T:{Id(type)}")?.Element("summary"));

    /// <summary>A record's property is described where it is declared: as a parameter or by itself.</summary>
    public string? OfProperty(Type type, PropertyInfo property) =>
        Text(Member($"P:{Id(property.DeclaringType!)}.{property.Name}")?.Element("summary"))
        ?? Text(Member($"T:{Id(type)}")?.Elements("param").FirstOrDefault(param => (string?)param.Attribute("name") == property.Name));

    private static string Id(Type type) =>
        ((type.IsGenericType ? type.GetGenericTypeDefinition() : type).FullName ?? type.Name).Replace('+', '.');

    private static string? Text(XElement? element)
    {
        if (element is null)
        {
            return null;
        }

        var text = string.Concat(element.DescendantNodes().Select(node => node switch
        {
            XText plain => plain.Value,
            XElement { Name.LocalName: "see" or "paramref" } see => Last((string?)see.Attribute("cref") ?? (string?)see.Attribute("name") ?? ""),
            _ => "",
        }));
        return Spaces().Replace(text, " ").Trim() is { Length: > 0 } told ? told : null;
    }

    private static string Last(string reference) => reference[(reference.LastIndexOfAny(['.', ':']) + 1)..];

    private XElement? Member(string id) => _members.GetValueOrDefault(id);

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
