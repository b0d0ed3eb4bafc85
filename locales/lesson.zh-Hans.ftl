
# 课程与练习。

explain-lesson = 课程（{ $id }，四十秒）
lesson-before = 错误
lesson-after = 正确
lesson-steps = 这样做
lesson-sources = 来源
lesson-draft = 此译文尚未经第二人审阅。
lesson-title = 什么不应公开，它又是怎样公开的
lesson-practise = 一份虚构的文件。哪些行不应公开？
lesson-practise-ask = 行号，用空格分开；没有则按回车：
lesson-marked-right = 正确：第 { $line } 行不应公开（{ $title }；课程 { $lesson }）
lesson-marked-missed = 遗漏：第 { $line } 行不应公开（{ $title }；课程 { $lesson }）
lesson-marked-harmless = 无害：第 { $line } 行可以公开，其中没有涉及任何人的内容
lesson-score = { $lines } 行中判断正确 { $right } 行。
lesson-question = { $title }：{ $ask }
lesson-question-ask = 答案编号，按回车跳过：
lesson-question-right = 正确。{ $because }下次复习：{ $day }。
lesson-question-wrong = 不对，应为：{ $answer }。{ $because }下次复习：{ $day }。
lesson-question-skipped = 已跳过。
lesson-questions-none = 没有到期的问题。每周三题就够；--more 可多练。
lesson-practise-next = 下一步：过几天再运行 obelus lesson practise。答题记录只保存在本机“{ $file }”。
lesson-published = 已写入“{ $folder }”：网页、Atom 与 JSON 订阅、摘要邮件文本，以及 { $cards } 张可打印卡片。下一步：把该文件夹放到 { $base }。
