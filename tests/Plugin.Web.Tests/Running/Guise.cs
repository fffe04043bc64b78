using Microsoft.Playwright;

namespace Plugin.Web.Tests.Running;

/// <summary>How a page is looked at.</summary>
public sealed record Guise(bool Phone, ColorScheme Scheme)
{
    /// <summary>For its screenshots.</summary>
    public string Name => $"{(Phone ? "phone" : "desktop")}.{Scheme.ToString().ToLowerInvariant()}";

    public ViewportSize Window => Phone ? new() { Width = 390, Height = 844 } : new() { Width = 1280, Height = 800 };
}
