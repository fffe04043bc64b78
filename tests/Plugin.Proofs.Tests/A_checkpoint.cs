using System.Security.Cryptography;

namespace Plugin.Proofs.Tests;

public sealed class A_checkpoint
{
    private const string Text = "plugin/7d3c/1\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";

    [Fact]
    public void Is_read_and_written_as_the_same_text()
    {
        var checkpoint = Checkpoint.Parse(Text);

        Assert.Equal(("plugin/7d3c/1", 20852163), (checkpoint.Origin, checkpoint.Size));
        Assert.Equal("CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=", Convert.ToBase64String(checkpoint.Root.Span));
        Assert.Equal(Text, checkpoint.ToText());
        Assert.Equal(["more"], Checkpoint.Parse(Text + "more\n").Extensions);
    }

    [Theory]
    [InlineData("")]
    [InlineData("origin\n1\n")]
    [InlineData("origin\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=")]
    [InlineData("origin\n01\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n")]
    [InlineData("origin\n-1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n")]
    [InlineData("origin\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I\n")]
    [InlineData("origin\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2J=\n")]
    [InlineData("\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n")]
    public void Has_one_spelling(string text) => Assert.Throws<FormatException>(() => Checkpoint.Parse(text));

    [Fact]
    public void Is_signed_by_several_and_survives_the_way_through_text()
    {
        using var hub = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var node = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var hubSigner = new NoteSigner("plugin/7d3c/1", hub);
        var nodeSigner = new NoteSigner("node-7", node);

        var note = SignedNote.Parse(SignedNote.Sign(Text, hubSigner).With(nodeSigner.Sign(Text)).ToString());

        Assert.Equal(Text, note.Text);
        Assert.True(note.IsSignedBy(NoteKey.Parse(hubSigner.Key.ToString())));
        Assert.True(note.IsSignedBy(nodeSigner.Key));
        Assert.False(note.IsSignedBy(new NoteSigner("node-7", stranger).Key));
        Assert.False((note with { Text = Text.Replace("20852163", "20852164", StringComparison.Ordinal) }).IsSignedBy(hubSigner.Key));
    }

    [Fact]
    public void Is_verified_with_a_key_made_by_another_program()
    {
        // openssl ecparam -name prime256v1 -genkey; openssl ec -pubout -outform DER; openssl dgst -sha256 -sign
        var spki = Convert.FromBase64String(Vectors.Spki);
        var key = new NoteKey("openssl", spki);
        var signature = new NoteSignature("openssl", SHA256.HashData(spki).AsMemory(0, 4), Convert.FromBase64String(Vectors.Signature));

        Assert.True(key.Verifies(Text, signature));
        Assert.False(key.Verifies(Text + "more\n", signature));
    }

    [Theory]
    [InlineData("text\n")]
    [InlineData("text\n\n")]
    [InlineData("text\n\nno dash\n")]
    [InlineData("text\n\n— name\n")]
    [InlineData("text\n\n— name !!!!\n")]
    [InlineData("text\n\n— name AAAA\n")]
    [InlineData("te\tt\n\n— name AAAAAAAA\n")]
    public void Is_no_note_when_malformed(string note) => Assert.Throws<FormatException>(() => SignedNote.Parse(note));
}
