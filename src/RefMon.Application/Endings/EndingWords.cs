using RefMon.Domain.Endings;

namespace RefMon.Application.Endings;

/// <summary>The reasons for ending a referral in the words of the screens.</summary>
public static class EndingWords
{
    /// <summary>Why a supplier returned a referral, as a choice and as a statement.</summary>
    public static string Of(ReturnReason reason) =>
        reason switch
        {
            ReturnReason.Unsuitable => "The service does not suit the person",
            ReturnReason.Ineligible => "The person is not eligible for the service",
            ReturnReason.CannotMeetTheNeed => "We cannot meet the person’s needs",
            ReturnReason.Duplicate => "There is another referral for the same thing",
        };

    /// <summary>Why probation recalled a referral.</summary>
    public static string Of(RecallReason reason) =>
        reason switch
        {
            RecallReason.WrongPerson => "It was made for the wrong person",
            RecallReason.WrongSupplier => "It was sent to the wrong supplier",
        };
}
