using Plugin.Algorithms.Container;

namespace Plugin.Algorithms.Tests;

public sealed class An_encoded_variable
{
    public static TheoryData<string, string> Contract => new()
    {
        { "", "" },
        { "a", "ME!!!!!!" },
        { "abc", "MFRGG!!!" },
        { "80", "HAYA!!!!" },
        { "8080", "HAYDQMA!" },
        { "csv", "MNZXM!!!" },
        { "default,second", "MRSWMYLVNR2CY43FMNXW4ZA!" },
        { "http://proxyserver", "NB2HI4B2F4XXA4TPPB4XGZLSOZSXE!!!" },
        { "/mnt/data/default.csv", "F5WW45BPMRQXIYJPMRSWMYLVNR2C4Y3TOY!!!!!!" },
        { "/mnt/data/task-000000010/input", "F5WW45BPMRQXIYJPORQXG2ZNGAYDAMBQGAYDCMBPNFXHA5LU" },
        { "é", "YOUQ!!!!" },
    };

    [Theory]
    [MemberData(nameof(Contract))]
    public void Reads_as_the_contract_says(string plain, string encoded) => Assert.Equal(plain, Base32.DecodeOrRaw(encoded));

    [Theory]
    [MemberData(nameof(Contract))]
    public void Is_written_as_the_contract_says(string plain, string encoded) => Assert.Equal(encoded, Base32.Encode(plain));

    [Theory]
    [InlineData("/mnt/data/default.csv")]
    [InlineData("ME!!!!!")]
    [InlineData("me!!!!!!")]
    [InlineData("M!!!!!!!")]
    [InlineData("77777777")]
    public void Is_taken_literally_when_it_is_not_encoded_text(string value) => Assert.Equal(value, Base32.DecodeOrRaw(value));
}
