using Plugin.Domain.Retention;
using static Plugin.Domain.Tests.Some;

namespace Plugin.Domain.Tests.Retention;

public sealed class The_default_retention : Spec<DefaultRetention, RetentionEvent, SetDefaultRetention>
{
    private static readonly RetentionPolicy Year = new(365, Texts: false);

    [Fact]
    public void Keeps_all_until_it_is_set() => GivenNothing.When(new(RetentionPolicy.KeepAll, Now)).ThenNothing();

    [Fact]
    public void Is_set() => GivenNothing.When(new(Year, Now)).Then(new DefaultRetentionSet(Year, Now));

    [Fact]
    public void Is_set_once() => Given(new DefaultRetentionSet(Year, Now)).When(new(Year, Now)).ThenNothing();

    [Fact]
    public void Is_lifted() =>
        Given(new DefaultRetentionSet(Year, Now)).When(new(RetentionPolicy.KeepAll, Now))
            .Then(new DefaultRetentionSet(RetentionPolicy.KeepAll, Now));

    [Fact]
    public void Makes_sense() => GivenNothing.When(new(new RetentionPolicy(-1, false), Now)).ThenRefused(RetentionRefusals.Unacceptable);
}
