using System.Text;
using Plugin.Node.Runtimes;

namespace Plugin.Node.Tests.Runtimes;

public sealed class What_an_algorithm_printed
{
    [Fact]
    public async Task Is_text_whatever_the_bytes_and_wherever_they_were_cut()
    {
        var printed = new PrintedText(100);
        byte[] bytes = [.. "é "u8, 0xFF, 0, .. "𝄞"u8];
        foreach (var one in bytes)
        {
            printed.Add([one]);
        }

        using var file = new MemoryStream();
        await printed.WriteTo(file, TestContext.Current.CancellationToken);

        Assert.Equal(("é \uFFFD\uFFFD𝄞", 6L), (printed.ToString(), printed.Printed));
        Assert.Equal("é \uFFFD\uFFFD𝄞", Encoding.UTF8.GetString(file.ToArray()));
    }

    [Fact]
    public void Is_kept_to_its_end_when_there_is_too_much_of_it()
    {
        var printed = new PrintedText(100_000);
        for (var i = 0; i < 30_000; i++)
        {
            printed.Add(Encoding.ASCII.GetBytes($"{i:000000000}\n"));
        }

        Assert.Equal(300_000, printed.Printed);
        Assert.Equal(string.Concat(Enumerable.Range(20_000, 10_000).Select(i => $"{i:000000000}\n")), printed.ToString());
    }
}
