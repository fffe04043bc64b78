using System.Text.Json;
using Microsoft.Playwright;
using Plugin.Testing.Running;

namespace Plugin.Web.Tests.Running;

/// <summary>Looks a page over with axe-core, by the rules of WCAG 2.2 AA.</summary>
internal static class Axe
{
    // Nothing that is evaluated in a page has a limit of its own.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(Visitor.Patience);

    private static readonly Lazy<string> Script = new(() => File.ReadAllText(
        Path.Combine(Repository.Root, "src", "Plugin.Web", "node_modules", "axe-core", "axe.min.js")));

    /// <summary>What is wrong, a sentence each; none when all is well.</summary>
    public static async Task<IReadOnlyList<string>> Violations(IPage page)
    {
        // Evaluated, not added as a tag: the page's policy lets no other script in.
        if (!await page.EvaluateAsync<bool>("() => 'axe' in window"))
        {
            await page.EvaluateAsync(Script.Value).WaitAsync(Patience);
        }

        var found = await page.EvaluateAsync<JsonElement>("""
            async () => (await axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'], resultTypes: ['violations'] }))
              .violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${rule.help}: ${node.html.slice(0, 160)} ${(node.any[0] ?? {}).message ?? ''}`))
            """).WaitAsync(Patience);
        return [.. found.EnumerateArray().Select(violation => violation.GetString()!)];
    }
}
